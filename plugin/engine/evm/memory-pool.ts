/** As much as `@ethereumjs` starts every message with. */
const SIZE = 8192;
/** Messages are nested up to 1024 deep, but hardly ever more than this. */
const MOST_KEPT = 64;

const free: Uint8Array[] = [];

/** Memory for a message, all zeros. */
export function takeMemory(): Uint8Array {
  return free.pop() ?? new Uint8Array(SIZE);
}

/** @param used only so many bytes from the start may be other than zero. */
export function returnMemory(memory: Uint8Array, used: number): void {
  if (memory.length !== SIZE || free.length >= MOST_KEPT) return;
  memory.fill(0, 0, Math.min(used, SIZE));
  free.push(memory);
}
