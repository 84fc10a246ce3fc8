import { Hardfork } from "@ethereumjs/common";
import { arithmetic } from "./arithmetic.ts";
import { bits } from "./bits.ts";
import { endingOperations } from "./ending.ts";
import { environment } from "./environment.ts";
import type { HotOperation } from "./frame.ts";
import { hashingOperations } from "./hashing.ts";
import { logOperations } from "./logs.ts";
import { memoryOperations } from "./memory.ts";
import { stackOperations } from "./stack.ts";
import { type StorageOptions, storageOperations, transientStorageOperations } from "./storage.ts";

/** Our own operations under the rules of the given `Common`, by opcode. Whatever is not here is `@ethereumjs`'s. */
export function hotOperations(options: StorageOptions): Readonly<Record<number, HotOperation>> {
  const { common, recorder } = options;
  return {
    ...arithmetic,
    ...bits,
    ...environment,
    ...stackOperations,
    ...memoryOperations(common),
    ...endingOperations(common),
    ...hashingOperations(common, recorder),
    ...logOperations(common),
    // The price of storage was another before, three times over.
    ...(common.gteHardfork(Hardfork.Berlin) ? storageOperations(options) : {}),
    ...transientStorageOperations,
  };
}
