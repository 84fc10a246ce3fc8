import type { AccountField, Hex } from "../engine/access/types.ts";

/** A place in the source: project-relative path (or import path of a file of a package) and 1-based line. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** A member of a slot: the whole slot, or one of several packed variables. */
export interface MemberName {
  /** Without keys, for grouping: `Token.balances[*]`, `Pair.reserve0`, `Book.orders[*].filled`. */
  readonly variable: string;
  /** With decoded keys: `Token.balances[0xf39F...2266]`. */
  readonly name: string;
  /** Where the state variable is declared, when known. */
  readonly source?: SourceLocation;
  /** Type of the member itself, in the words of the source: `uint112`, `address`, `bool`, `enum`, `string`. */
  readonly type?: string;
  /** What it is a part of: a mapping, an array, or the number of an array's elements. Absent for other variables. */
  readonly shape?: "mapping" | "array" | "length";
  /** Contract whose source declares the state variable: a base contract, if it is inherited. */
  readonly declaredIn?: string;
  /** Of its keys the last one that is an address, in lower case: whose balance it is. */
  readonly account?: Hex;
}

/** A key of the state. */
export type KeyName =
  | {
      readonly kind: "slot";
      readonly address: Hex;
      readonly slot: Hex;
      /** Contract that the storage belongs to, `Token`, or undefined when its code is unknown. */
      readonly contract?: string;
      /** Empty when the slot could not be named. More than one for packed variables, lowest byte first. */
      readonly members: readonly MemberName[];
    }
  | {
      readonly kind: AccountField;
      readonly address: Hex;
      readonly contract?: string;
      readonly members: readonly MemberName[];
    };

/** A line of the source that reads or writes a key. */
export interface SiteName extends SourceLocation {
  /** The innermost function, constructor or modifier whose code holds the line: `Token._transfer`. */
  readonly function?: string;
}

/** A function that transactions called. */
export interface FunctionName {
  /** `Token.transfer`, `Token.constructor`, `Token.receive`, `transfer of ether`, or `0x12ab..: 0xa9059cbb` when unknown. */
  readonly name: string;
  readonly contract?: string;
  readonly selector?: Hex;
  readonly source?: SourceLocation;
}
