/** The hardfork is not one that the engine knows. The message lists those that it does. */
export class UnknownHardforkError extends Error {
  readonly hardfork: string;

  constructor(hardfork: string, known: readonly string[]) {
    super(`Unknown hardfork "${hardfork}". Use one of: ${known.join(", ")}.`);
    this.name = "UnknownHardforkError";
    this.hardfork = hardfork;
  }
}

/** A block that cannot be executed as it stands. The state is as it was before. */
export class InvalidBlockError extends Error {
  /** Number of the block. */
  readonly number: bigint;
  /** Position of the transaction at fault, if one is. */
  readonly transaction: number | undefined;

  constructor(number: bigint, message: string, transaction?: number) {
    super(
      transaction === undefined
        ? `Block ${number} is invalid: ${message}`
        : `Block ${number} is invalid: transaction ${transaction}: ${message}`,
    );
    this.name = "InvalidBlockError";
    this.number = number;
    this.transaction = transaction;
  }
}

/** A message could not even start: nonce, funds or another rule forbids it. */
export class InvalidCallError extends Error {
  readonly reason: "nonce" | "funds" | "invalid";

  constructor(reason: "nonce" | "funds" | "invalid", message: string) {
    super(message);
    this.name = "InvalidCallError";
    this.reason = reason;
  }
}

/** One field in which the engine's block differs from that of plain `@ethereumjs/vm`. */
export interface Difference {
  readonly field: string;
  readonly engine: string;
  readonly reference: string;
}

/** The engine's block differs from that of plain `@ethereumjs/vm`: an error in the engine. The state is as it was before. */
export class VerificationError extends Error {
  readonly number: bigint;
  readonly differences: readonly Difference[];

  /** @param whereabouts a sentence on where the block can be had for executing it again. */
  constructor(number: bigint, differences: readonly Difference[], whereabouts?: string) {
    const lines = differences.map(
      ({ field, engine, reference }) => `  ${field}: engine ${engine}, sequential reference ${reference}`,
    );
    super(
      `Block ${number} differs from its sequential execution. Please report this as a bug of the engine; ` +
        `until it is fixed, workers: 1 avoids parallel execution.\n${lines.join("\n")}` +
        (whereabouts === undefined ? "" : `\n${whereabouts}`),
    );
    this.name = "VerificationError";
    this.number = number;
    this.differences = differences;
  }
}
