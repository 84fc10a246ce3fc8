import type { TracePlace } from "./tracer.ts";

const FLAT = "flatCallTracer";

/** The trace as it is of a transaction in that place; most tracers do not say where it was. */
export function locatedTrace(trace: unknown, tracer: string | null | undefined, place: TracePlace): unknown {
  if (tracer === FLAT && Array.isArray(trace)) return trace.map((frame: object) => located(frame, place));
  if (tracer === "muxTracer" && typeof trace === "object" && trace !== null) {
    return Object.fromEntries(Object.entries(trace).map(([name, traced]) => [name, locatedTrace(traced, name, place)]));
  }
  return trace;
}

function located(frame: object, place: TracePlace): object {
  return Object.fromEntries(
    Object.entries(frame).map(([name, value]) => [name, name in place ? place[name as keyof TracePlace] : value]),
  );
}
