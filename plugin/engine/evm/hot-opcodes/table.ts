import { Hardfork } from "@ethereumjs/common";
import type { BlockUse } from "../block-use.ts";
import { accountOperations } from "./accounts.ts";
import { arithmetic } from "./arithmetic.ts";
import { bits } from "./bits.ts";
import { callPrices } from "./calls.ts";
import { endingOperations } from "./ending.ts";
import { blockOperations, environment } from "./environment.ts";
import { exponentiation } from "./exponentiation.ts";
import type { HotOperation, StockPrice } from "./frame.ts";
import { hashingOperations } from "./hashing.ts";
import { logOperations } from "./logs.ts";
import { memoryOperations } from "./memory.ts";
import { SlotDigests } from "./slot-digests.ts";
import { stackOperations } from "./stack.ts";
import { type StorageOptions, storageOperations, transientStorageOperations } from "./storage.ts";

export interface HotTable {
  /** Operations of our own, by opcode. */
  readonly operations: Readonly<Record<number, HotOperation>>;
  /** Prices of our own for operations of `@ethereumjs`, by opcode. */
  readonly prices: Readonly<Record<number, StockPrice>>;
}

export const NOTHING_HOT: HotTable = { operations: {}, prices: {} };

export interface TableOptions extends StorageOptions {
  /** See `SlotDigests`. */
  readonly remembersDigests: boolean;
  readonly blockUse: BlockUse;
}

/** What is our own under the rules of the given `Common`. Everything else is `@ethereumjs`'s. */
export function hotTable(options: TableOptions): HotTable {
  const { common, recorder, remembersDigests, blockUse } = options;
  const operations = {
    ...arithmetic,
    ...exponentiation(common),
    ...bits,
    ...environment,
    ...blockOperations(blockUse),
    ...stackOperations,
    ...memoryOperations(common),
    ...endingOperations(common),
    ...hashingOperations(common, recorder, remembersDigests ? new SlotDigests() : undefined),
    ...logOperations(common),
    ...storageOperations(options),
    ...transientStorageOperations,
  };
  // What accounts cost was another thing before, whether they are there or not: that is left to @ethereumjs.
  if (!common.gteHardfork(Hardfork.SpuriousDragon)) return { operations, prices: {} };
  return { operations: { ...operations, ...accountOperations(options) }, prices: callPrices(options) };
}
