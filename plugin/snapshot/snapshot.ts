import { compareText } from "../report/pairs.ts";
import type { TestFacts } from "./facts.ts";

/** Where the snapshot of a project is, below its root: to be committed. */
export const SNAPSHOT_FILE = ".parallel-snapshot.json";

export const SNAPSHOT_FORMAT = "hardhat-parallel-snapshot";
/** Changes with any change that makes the figures of an older snapshot mean something else. */
export const SNAPSHOT_VERSION = 1;

/** Facts of a run by their names: waits, and speedups of tests. */
export type Snapshot = ReadonlyMap<string, number>;

export function snapshotOf(facts: readonly TestFacts[]): Snapshot {
  const lines = facts.flatMap(({ name, speedup, waits }): (readonly [string, number])[] => [
    [name, speedup],
    ...waits.map((fact) => [fact.name, fact.waits] as const),
  ]);
  return new Map(lines.sort(([a], [b]) => compareText(a, b)));
}

/**
 * The text of a snapshot: one fact a line, sorted. Git merges changes of different facts: empty lines part them, as it
 * takes changes of neighbouring lines for a conflict, and as the last line is always the same, all facts end with a comma.
 */
export function renderSnapshot(snapshot: Snapshot): string {
  const facts = [...snapshot].map(([name, value]) => `  ${JSON.stringify(name)}: ${value},\n\n`);
  return `{\n  "format": "${SNAPSHOT_FORMAT}",\n\n${facts.join("")}  "version": ${SNAPSHOT_VERSION}\n}\n`;
}

/** A snapshot that cannot be compared with. */
export class SnapshotError extends Error {
  /** @param mend A sentence that says what to do. */
  constructor(file: string, what: string, mend: string) {
    super(`${file}: ${what}. ${mend}`);
    this.name = "SnapshotError";
  }
}

const UPDATE = "Write it again with `npx hardhat parallel check --update`.";

/**
 * Reads the text of a snapshot.
 *
 * @param file Where it is from, for the error.
 * @throws SnapshotError
 */
export function parseSnapshot(text: string, file: string): Snapshot {
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) {
    throw new SnapshotError(file, "git has left a merge conflict in it", UPDATE);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(file, `this is not JSON (${(error as Error).message})`, UPDATE);
  }
  const { format, version, ...facts } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== SNAPSHOT_FORMAT) throw new SnapshotError(file, "this is no snapshot of hardhat-parallel", UPDATE);
  if (version !== SNAPSHOT_VERSION) {
    const newer = typeof version === "number" && version > SNAPSHOT_VERSION;
    const what = `this is version ${JSON.stringify(version) ?? "unknown"} of the format, ${SNAPSHOT_VERSION} is expected`;
    throw new SnapshotError(file, what, newer ? "It is of a newer hardhat-parallel: update the package." : UPDATE);
  }
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new SnapshotError(file, `two lines are about ${twice}`, UPDATE);
  const snapshot = new Map<string, number>();
  for (const [name, figure] of Object.entries(facts)) {
    if (typeof figure !== "number" || !Number.isFinite(figure) || figure < 0) {
      throw new SnapshotError(
        file,
        `${JSON.stringify(name)} is ${JSON.stringify(figure)}, and no number from 0 up`,
        UPDATE,
      );
    }
    snapshot.set(name, figure);
  }
  return snapshot;
}

/** JSON.parse takes the last of two lines about one fact, which a merge by union may leave. @returns the first such key. */
function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>();
  for (const [, key, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (colon === undefined) continue;
    if (seen.has(key as string)) return key;
    seen.add(key as string);
  }
  return undefined;
}
