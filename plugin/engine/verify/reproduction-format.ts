import type { Difference } from "../errors.ts";

/**
 * A block that `verify` found to differ, with all that it takes to execute it again elsewhere: JSON in the format
 * "mainnet-block-v1" (`plugin/replay/block-file.ts`), and beyond it what is no matter on mainnet.
 */
export interface Reproduction {
  readonly format: "mainnet-block-v1";
  readonly number: number;
  readonly hardfork: string;
  readonly header: Readonly<Record<string, string>>;
  readonly transactions: readonly string[];
  readonly senders: readonly string[];
  readonly withdrawals?: readonly object[];
  readonly blockHashes: Readonly<Record<string, string>>;
  readonly preState: Readonly<Record<string, ReproducedAccount>>;
  readonly codes: Readonly<Record<string, string>>;
  readonly settings: ReproducedSettings;
  /** What differed, for whoever reads the file. */
  readonly differences: readonly Difference[];
}

export interface ReproducedAccount {
  readonly balance: string;
  readonly nonce: string;
  readonly codeHash?: string;
  readonly storage?: Readonly<Record<string, string>>;
}

/** How the block was executed, as far as it is not how mainnet does it. */
export interface ReproducedSettings {
  readonly chainId: string;
  readonly allowUnlimitedContractSize: boolean;
  /** Absent: the hardfork's own. */
  readonly transactionGasCap?: string | false;
  readonly systemOperations: boolean;
  readonly reward: boolean;
  readonly onInvalid: "exclude" | "throw";
  /** Positions of the transactions that their senders have not signed. */
  readonly impersonated: readonly number[];
}
