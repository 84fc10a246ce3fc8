import { getAddress } from "ethers";
import type { Hex } from "../engine/access/types.ts";
import type { PathStep, SlotMember } from "./slot-names.ts";

/** Words of the reader for what is only a number in the state. */
export interface Words {
  /** Who an account is: `signer 0`, `Pair`. */
  readonly account?: (address: Hex) => string | undefined;
  /** Name of a constant of the source with this 32-byte value: `MINTER_ROLE`. */
  readonly constant?: (value: Hex) => string | undefined;
}

/** A longer number is shown by its first and last digits. */
const MAX_DECIMAL_DIGITS = 20;
const MAX_TEXT = 32;

/** `Token.balances[*]`: the variable without its keys, which groups what the same line of source caused. */
export function renderVariable(contract: string, member: SlotMember): string {
  return contract + member.path.map((step) => (step.kind === "field" ? `.${step.name}` : renderWild(step))).join("");
}

function renderWild(step: PathStep): string {
  if (step.kind === "length") return ".length";
  return step.kind === "chunk" ? "" : "[*]";
}

/** `Token.balances[0xf39F...2266 (signer 0)]`: the variable with its keys. */
export function renderName(contract: string, member: SlotMember, words: Words): string {
  return contract + member.path.map((step) => renderStep(step, words)).join("");
}

function renderStep(step: PathStep, words: Words): string {
  switch (step.kind) {
    case "field":
      return `.${step.name}`;
    case "length":
      return ".length";
    case "index":
      return `[${step.index}]`;
    case "chunk":
      return `[bytes ${step.index * 32n}-${step.index * 32n + 31n}]`;
    case "key":
      return `[${renderKey(step, words)}]`;
  }
}

function renderKey({ type, data }: PathStep & { kind: "key" }, words: Words): string {
  switch (type.kind) {
    case "data":
      return type.text ? renderText(data) : shorten(data);
    case "address":
      return renderAccount(`0x${data.slice(-40)}`, words);
    case "bool":
      return BigInt(data) === 0n ? "false" : "true";
    case "enum":
      return type.members[Number(BigInt(data))] ?? BigInt(data).toString();
    case "int":
      return renderNumber(BigInt.asIntN(256, BigInt(data)), data);
    case "uint":
      return renderNumber(BigInt(data), data);
    case "bytes":
      return words.constant?.(data) ?? renderBytes(data, type.size);
    default:
      return words.constant?.(data) ?? renderBytes(data, 32);
  }
}

function renderNumber(value: bigint, data: Hex): string {
  const text = value.toString();
  return text.length <= MAX_DECIMAL_DIGITS ? text : shorten(data);
}

/** `0xf39F...2266 (signer 0)` */
export function renderAccount(address: Hex, words: Words): string {
  const label = words.account?.(address);
  const short = shortAddress(address);
  return label === undefined ? short : `${short} (${label})`;
}

const shortAddresses = new Map<Hex, string>();

/** The checksum costs a hash, and a run names the same accounts thousands of times. */
function shortAddress(address: Hex): string {
  let short = shortAddresses.get(address);
  if (short === undefined) {
    short = shorten(getAddress(address));
    shortAddresses.set(address, short);
  }
  return short;
}

function renderText(data: Hex): string {
  const text = Buffer.from(data.slice(2), "hex").toString("utf8");
  return JSON.stringify(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text);
}

/** `bytes32` often holds a short text, padded on the right (a currency code, a name), or a small number. */
function renderBytes(data: Hex, size: number): string {
  const value = data.slice(0, 2 + size * 2);
  const trimmed = value.replace(/(00)+$/, "");
  if (trimmed === "0x") return "0x00";
  if (value.startsWith(`0x${"0".repeat(48)}`)) return `0x${value.slice(50).replace(/^(00)+/, "")}`;
  const text = Buffer.from(trimmed.slice(2), "hex").toString("latin1");
  return /^[\x21-\x7e][\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : shorten(value);
}

/** First and last four digits of hexadecimal text that would fill a line. */
export function shorten(hex: string): string {
  return hex.length <= 18 ? hex : `${hex.slice(0, 6)}...${hex.slice(-4)}`;
}
