import * as z from "zod";
import type { TraceOptions } from "../tracing/tracer.ts";
import { firstMessage } from "./block-spec.ts";
import { wrongType } from "./codecs.ts";
import { type CallRequest, callRequest, optional, struct } from "./requests.ts";

/** A call request, read and as it came. */
export interface TracedRequest {
  readonly request: CallRequest;
  readonly raw: unknown;
}

/** The object of `debug_traceCall`. */
export const tracedRequest: z.ZodType<TracedRequest> = z.unknown().transform((raw, context): TracedRequest => {
  const result = callRequest.safeParse(raw);
  if (result.success) return { request: result.data, raw };
  context.addIssue({ code: "custom", message: firstMessage(result.error) });
  return z.NEVER;
});

const tracerName = z.string({
  error: "data did not match any variant of untagged enum GethDebugTracerType",
});

const text = z.string({ error: (issue) => wrongType(issue.input, "a string") });

const flag = z.boolean({ error: (issue) => wrongType(issue.input, "a boolean", "map") });

/** A number of JSON below 2^64. */
const limit = z.int({ error: ({ input }) => wrongType(typeof input === "number" ? {} : input, "u64") }).nonnegative({
  error: (issue) => `invalid value: integer \`${issue.input}\`, expected u64`,
});

const knownOptions = struct("GethDebugTracingOptions", {
  tracer: optional(tracerName),
  timeout: optional(text),
  disableMemory: optional(flag),
  enableMemory: optional(flag),
  disableStack: optional(flag),
  disableStorage: optional(flag),
  enableReturnData: optional(flag),
  disableReturnData: optional(flag),
  debug: optional(flag),
  limit: optional(limit),
});

/** Options of a trace: well-formed, and otherwise as they came. What the tracer makes of them is its business. */
export const traceOptions: z.ZodType<TraceOptions> = z.unknown().transform((raw, context): TraceOptions => {
  const result = knownOptions.safeParse(raw);
  if (result.success) return raw as TraceOptions;
  context.addIssue({ code: "custom", message: firstMessage(result.error) });
  return z.NEVER;
});
