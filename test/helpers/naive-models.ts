import type { AccessTable, ConflictRules } from "../../plugin/analysis/types.ts";
import { rowsOf } from "./tables.ts";

type Status = "ready" | "executing" | "executed" | "suspended";
type Task = { kind: "execute" | "validate"; tx: number; version: number; left: number };

/**
 * Block-STM written down a second time: literal sets and maps, a memory with an entry for each key and writer, and a
 * clock that ticks gas unit by gas unit.
 */
export function naiveBlockStm(table: AccessTable, rules: ConflictRules, threads: number, validationGas: number) {
  const rows = rowsOf(table);
  const isSlot = (key: number): boolean => table.isSlot[key] === 1;
  const readsOf = rows.map((row) => [...row].filter(([k, f]) => rules.reads(f, isSlot(k))).map(([k]) => k));
  const writesOf = rows.map((row) => [...row].filter(([k, f]) => rules.writes(f, isSlot(k))).map(([k]) => k));
  const onlyAdds = (tx: number, key: number): boolean => {
    const flags = rows[tx]?.get(key) ?? 0;
    return !rules.reads(flags, isSlot(key)) && rules.increments(flags, isSlot(key));
  };

  const memory = new Map<number, Map<number, { version: number; estimate: boolean }>>();
  const status: Status[] = rows.map(() => "ready");
  const versions = rows.map(() => 0);
  const readSets: (string[] | undefined)[] = rows.map(() => undefined);
  const waiters = rows.map((): number[] => []);
  const counts = { makespan: 0, aborts: 0, waits: 0, validations: 0 };
  let executionIndex = 0;
  let validationIndex = 0;

  /** What the transaction sees, or the lower transaction whose estimate it meets. */
  const view = (tx: number): string[] | number => {
    const seen: string[] = [];
    for (const key of readsOf[tx] ?? []) {
      const entries = [...(memory.get(key) ?? [])].filter(([writer]) => writer < tx).sort(([a], [b]) => b - a);
      for (const [writer, { version, estimate }] of entries) {
        if (estimate) return writer;
        seen.push(`${key}:${writer}:${version}`);
        if (!onlyAdds(writer, key)) break;
      }
    }
    return seen;
  };
  const execute = (tx: number): Task | undefined => {
    const seen = view(tx);
    if (typeof seen === "number") {
      counts.waits++;
      status[tx] = "suspended";
      waiters[seen]?.push(tx);
      return undefined;
    }
    readSets[tx] = seen;
    status[tx] = "executing";
    return { kind: "execute", tx, version: 0, left: table.gas[tx] ?? 0 };
  };
  const validate = (tx: number): Task => ({
    kind: "validate",
    tx,
    version: versions[tx] ?? 0,
    left: (readsOf[tx]?.length ?? 0) * validationGas,
  });
  const nextTask = (): Task | undefined => {
    for (;;) {
      if (validationIndex < executionIndex) {
        const tx = validationIndex++;
        if (status[tx] === "executed") return validate(tx);
        continue;
      }
      if (executionIndex >= rows.length) return undefined;
      const tx = executionIndex++;
      const task = status[tx] === "ready" ? execute(tx) : undefined;
      if (task !== undefined) return task;
    }
  };
  /** Ends a task; what it returns is the next one of the same thread. */
  const finish = ({ kind, tx, version }: Task): (() => Task | undefined) | undefined => {
    if (kind === "execute") {
      const isFirst = versions[tx] === 0;
      versions[tx] = (versions[tx] ?? 0) + 1;
      for (const key of writesOf[tx] ?? []) {
        const entries = memory.get(key) ?? new Map();
        memory.set(key, entries.set(tx, { version: versions[tx], estimate: false }));
      }
      status[tx] = "executed";
      for (const waiter of waiters[tx]?.splice(0) ?? []) {
        status[waiter] = "ready";
        executionIndex = Math.min(executionIndex, waiter);
      }
      if (validationIndex <= tx) return undefined;
      if (!isFirst || writesOf[tx]?.length === 0) return () => validate(tx);
      validationIndex = tx;
      return undefined;
    }
    counts.validations++;
    if (status[tx] !== "executed" || versions[tx] !== version) return undefined;
    if (JSON.stringify(view(tx)) === JSON.stringify(readSets[tx])) return undefined;
    counts.aborts++;
    for (const key of writesOf[tx] ?? []) memory.get(key)?.set(tx, { version, estimate: true });
    status[tx] = "ready";
    validationIndex = Math.min(validationIndex, tx + 1);
    if (executionIndex <= tx) return undefined;
    status[tx] = "executing";
    return () => execute(tx);
  };

  const running: (Task | undefined)[] = Array.from({ length: threads });
  const handed: ((() => Task | undefined) | undefined)[] = Array.from({ length: threads });
  for (;;) {
    for (let thread = 0; thread < threads; thread++) {
      if (running[thread] !== undefined) continue;
      const own = handed[thread];
      handed[thread] = undefined;
      running[thread] = own?.() ?? nextTask();
    }
    if (running.every((task) => task === undefined)) break;
    if (!running.some((task) => task?.left === 0)) {
      counts.makespan++;
      for (const task of running) if (task !== undefined) task.left--;
    }
    const done = running.flatMap((task, thread) => (task?.left === 0 ? [{ task, thread }] : []));
    for (const { task, thread } of done.sort((a, b) => a.task.tx - b.task.tx)) {
      running[thread] = undefined;
      handed[thread] = finish(task);
    }
  }
  return { ...counts, done: status.every((one) => one === "executed") };
}
