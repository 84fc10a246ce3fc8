/**
 * What a run shows of one variable: all that a remedy is recognised by.
 *
 * Counts are transactions of tests and blocks. A transaction is a *writer* when the value differs after it (a net
 * write), a *reader* when it looked the value up and left it as it was.
 */
export interface Evidence {
  /** A storage slot, or the field of an account. */
  readonly kind: "slot" | "balance" | "nonce" | "code" | "existence";
  /** Its members that changed; all members of a slot of which none did. */
  readonly members: readonly MemberEvidence[];
  readonly readers: number;
  /** Readers of the element that most of them read: 1 where each reads another one. */
  readonly readersOfOne: number;
  readonly writers: number;
  /** Writers that looked the value up before they changed it. */
  readonly readingWriters: number;
  /** Writers that are proven only to add to it. */
  readonly adders: number;
  /** Transactions that stored something there and the old value in the end: no net write. */
  readonly restorers: number;
  /** Functions that only ever read it are others than those that write it. */
  readonly readersAreOthers: boolean;
  /** Times that a transaction waits for another one here. */
  readonly waits: number;
  /** The element with most waits; the variable itself, if it has no keys. */
  readonly hottest: HottestElement;
  /** Writers that moved one number of the contract up and another one down, this one among them. */
  readonly opposed: number;
  /** Other variables of the contract, without keys, that at least half of the writers changed as well. */
  readonly companions: readonly MemberEvidence[];
  /** Of the ether balance of a contract. */
  readonly payments: Payments;
}

/** One variable in a slot. */
export interface MemberEvidence {
  /** Without the contract: `totalSupply`, `_balances[*]`, `orders[*].filled`, `slot0.tick`. */
  readonly name: string;
  /** Type of the member itself: `uint112`; undefined if unknown. */
  readonly type?: string;
  /** What it is a part of; undefined for a variable by itself. */
  readonly shape?: "mapping" | "array" | "length";
  /** Contract whose source declares it: a base contract, if it is inherited. */
  readonly declaredIn?: string;
  readonly moves: Moves;
}

/** How often the value changed, and how. */
export interface Moves {
  readonly total: number;
  /** It became the next number. */
  readonly next: number;
  /** Of these: the old or new number was a key of something else that the transaction changed. */
  readonly asKey: number;
  /** It became greater (the next number included), or smaller. */
  readonly up: number;
  readonly down: number;
  /** It became the timestamp of the block. */
  readonly clock: number;
}

export interface HottestElement {
  /** Part of all waits on the variable, 0 to 1. */
  readonly share: number;
  /** Transactions that changed it. */
  readonly writers: number;
  /** Of these: its value became greater, or the next number. */
  readonly up: number;
  readonly next: number;
  /** Its key is an account. */
  readonly isAccount: boolean;
  /** Of its writers: the account is the sender. */
  readonly bySender: number;
  /** Of its writers: an argument of the call names its key. */
  readonly byArgument: number;
  /** Of its writers: the account is another contract, whose own storage the transaction changed as well. */
  readonly takesPart: number;
  /** Of its writers: another element of the variable became greater as well. */
  readonly othersUp: number;
}

/** What transactions did that changed the ether balance of a contract and looked at it. */
export interface Payments {
  /** Ether came in. */
  readonly arrived: number;
  /** An account other than the sender received ether. */
  readonly toOthers: number;
}
