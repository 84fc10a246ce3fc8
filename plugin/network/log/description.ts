import type { Hex } from "../../engine/access/types.ts";
import type { ExecutedMessage } from "../failures/failure.ts";
import { holdsInstruction, withoutMetadata } from "../failures/instructions.ts";

/** What a message calls or creates, in the words of Hardhat's log. */
export interface MessageDescription {
  /** "Contract call: Token#transfer" and the like; empty for calls of accounts without code. */
  readonly titles: readonly { readonly title: string; readonly value: string }[];
  /** What is said of an exception other than a revert. */
  readonly halted?: string;
}

/**
 * Has Hardhat's own network execute a message once more, which knows the project's contracts.
 *
 * @returns what that logs of it, a line each; undefined when it cannot
 */
export type LogElsewhere = (message: ExecutedMessage) => Promise<readonly string[] | undefined>;

/** What is known of a message before anybody executes it once more. */
export interface DescribedMessage {
  readonly to?: Hex;
  /** Of `to`, when the message ran. */
  readonly code: Uint8Array;
  readonly data: Hex;
  /** Whether it failed otherwise than by a revert. */
  readonly halted: boolean;
}

const UNKNOWN_CONTRACT = "<UnrecognizedContract>";
const UNKNOWN_FUNCTION = "<unrecognized-selector>";

/** How long a contract is taken for unknown that was, in milliseconds: somebody may compile it now. */
const UNKNOWN_FOR = 1_000;

/** "0x" and four bytes. */
const SELECTOR_LENGTH = 10;

/** DELEGATECALL, and what designates the code of another account (EIP-7702). */
const DELEGATIONS: ReadonlySet<number> = new Set([0xf4, 0xef]);

interface KnownDescription {
  readonly description: MessageDescription;
  /** In milliseconds of `performance.now()`. */
  readonly until: number;
}

/** Describes messages for the log: most have been described before, and need not be executed once more for it. */
export class Descriptions {
  readonly #logElsewhere: LogElsewhere | undefined;
  readonly #precompiles: ReadonlySet<Hex>;
  /** By code and selector: the code decides what is said, unless it hands the call on to code of another account. */
  readonly #known = new WeakMap<Uint8Array, Map<string, KnownDescription>>();

  /** @param precompiles addresses of the precompiled contracts that the network has */
  constructor(precompiles: ReadonlySet<Hex>, logElsewhere: LogElsewhere | undefined) {
    this.#precompiles = precompiles;
    this.#logElsewhere = logElsewhere;
  }

  /** @param executed the same message, whole, if it can still be had; only asked for when it has to be */
  async of(
    message: DescribedMessage,
    executed: () => Promise<ExecutedMessage | undefined>,
  ): Promise<MessageDescription> {
    const { to, code, data, halted } = message;
    const called = to !== undefined;
    const isPrecompile = called && this.#precompiles.has(to);
    if (called && !halted && code.length === 0) return isPrecompile ? precompileCall(to) : { titles: [] };
    const selector = data.slice(0, SELECTOR_LENGTH);
    const known = called && !halted ? this.#known.get(code)?.get(selector) : undefined;
    if (known !== undefined && performance.now() < known.until) return known.description;
    const whole = this.#logElsewhere === undefined ? undefined : await executed();
    const lines = whole === undefined ? undefined : await this.#logElsewhere?.(whole);
    if (lines === undefined) return isPrecompile ? precompileCall(to) : undescribed(called);
    const description = readDescription(lines);
    if (called && !halted && !delegates(code)) this.#remember(code, selector, description);
    return description;
  }

  #remember(code: Uint8Array, selector: string, description: MessageDescription): void {
    let bySelector = this.#known.get(code);
    if (bySelector === undefined) {
      bySelector = new Map();
      this.#known.set(code, bySelector);
    }
    const isKnown = description.titles.every(({ value }) => !value.startsWith(UNKNOWN_CONTRACT));
    bySelector.set(selector, {
      description,
      until: isKnown ? Number.POSITIVE_INFINITY : performance.now() + UNKNOWN_FOR,
    });
  }
}

/** May the code hand a call on to code of another account, which the description then names? */
function delegates(code: Uint8Array): boolean {
  return holdsInstruction(withoutMetadata(code), DELEGATIONS);
}

function precompileCall(address: Hex): MessageDescription {
  return { titles: [{ title: "Precompile call", value: `<PrecompileContract ${BigInt(address)}>` }] };
}

function undescribed(called: boolean): MessageDescription {
  const titled = called
    ? { title: "Contract call", value: `${UNKNOWN_CONTRACT}#${UNKNOWN_FUNCTION}` }
    : { title: "Contract deployment", value: UNKNOWN_CONTRACT };
  return { titles: [titled] };
}

const TITLED = /^ {2}(Contract call|Contract deployment|Contract address|Precompile call): +(.*)$/;
const HALTED = /^ {2}(TransactionExecutionError: .*)$/s;

function readDescription(lines: readonly string[]): MessageDescription {
  const titles = lines.flatMap((line) => {
    const [, title, value] = TITLED.exec(line) ?? [];
    return title === undefined || value === undefined ? [] : [{ title, value }];
  });
  const halted = lines.map((line) => HALTED.exec(line)?.[1]).find((text) => text !== undefined);
  return { titles, halted };
}
