import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run fuzz -- [options]

Random programs on the engine, compared with plain runBlock, with several threads, and with Hardhat's own network.

  --transactions N  end after so many transactions compared with runBlock (default 100,000)
  --minutes M       end after so many minutes, whichever comes first (default 19)
  --seed S          the first seed, a whole number (default: by the clock); the same seed gives the same programs
  --replay FILE     only what an earlier run wrote down because it differed
  --corpora         instead of random programs all public test data, on 1, 2, 4 and 8 threads with every
                    lever on, and on 1 and 2 threads with each lever off
  --help            print this`;

/** The arguments make no sense; the message says why. */
export class UsageError extends Error {}

export interface FuzzOptions {
  readonly transactions: number;
  readonly minutes: number;
  readonly seed: number;
  readonly replay?: string;
  readonly corpora: boolean;
}

const DEFAULT_TRANSACTIONS = 100_000;
const DEFAULT_MINUTES = 19;
/** fast-check takes seeds of 32 bits. */
const SEEDS = 2 ** 31;

/** @throws UsageError */
export function readOptions(args: readonly string[]): FuzzOptions | "help" {
  const values = parse(args);
  if (values.help === true) return "help";
  return {
    transactions: numberOf("transactions", values.transactions, 1) ?? DEFAULT_TRANSACTIONS,
    minutes: numberOf("minutes", values.minutes, 1) ?? DEFAULT_MINUTES,
    seed: numberOf("seed", values.seed, 0) ?? Date.now() % SEEDS,
    replay: values.replay,
    corpora: values.corpora === true,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { transactions: text, minutes: text, seed: text, replay: text, corpora: flag, help: flag };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && number < SEEDS) return number;
  throw new UsageError(`--${name} must be a whole number from ${least} up, not ${JSON.stringify(text)}.`);
}
