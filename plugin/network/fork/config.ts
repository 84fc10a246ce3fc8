/** When a hardfork begins on a chain: at a block, or at a time in seconds. */
export type ForkActivation =
  | { readonly hardfork: string; readonly blockNumber: bigint }
  | { readonly hardfork: string; readonly timestamp: bigint };

/** The chain that a local network continues. */
export interface ForkingConfig {
  readonly url: string;
  /** The last block from there; the latest one that no reorganisation will take back unless set. */
  readonly blockNumber?: bigint;
  readonly httpHeaders?: Readonly<Record<string, string>>;
  /** Where answers that will never change are kept; nowhere unless set. */
  readonly cacheDirectory?: string;
  /** Which hardforks chains had when, by chain id, besides those that are known anyway. */
  readonly hardforkHistories?: ReadonlyMap<bigint, readonly ForkActivation[]>;
  readonly retries?: RetryPolicy;
}

/** How often a request is repeated, and after how many milliseconds first: each wait is twice the one before. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelay: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 6, firstDelay: 100 };
