import assert from "node:assert/strict";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { CodeSearch, OriginFinder, type PathValue, type TracedSlot } from "../../plugin/record/origins.ts";
import { address } from "../helpers/run-record.ts";

const ALICE: Hex = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
const BOB: Hex = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const TREASURY: Hex = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
const TOKEN: Hex = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
const VAULT: Hex = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512";
const ROLE: Hex = "0x9f2df0fed2c77648de5860a4cc508cd0818c85b8b8a1ab4ceeef8d981c8956a6";

const wide = (hex: Hex): Hex => `0x${hex.slice(2).padStart(64, "0")}`;
const key = (hex: Hex, constant = false): PathValue => ({ data: wide(hex), constant });
const calldata = (...words: readonly Hex[]) =>
  Buffer.from(`a9059cbb${words.map((word) => wide(word).slice(2)).join("")}`, "hex");

interface Call {
  readonly from?: Hex;
  readonly to?: Hex;
  readonly created?: Hex;
  readonly input?: Uint8Array;
  readonly code?: Hex;
  /** The account whose code it is. */
  readonly runs?: Hex;
  readonly slots?: readonly TracedSlot[];
}

function finder({
  from = ALICE,
  to = TOKEN,
  created,
  input,
  code = "0x",
  runs = TOKEN,
  slots = [],
}: Call): OriginFinder {
  const codes = new CodeSearch(new Map([["0xc0de", Buffer.from(code.slice(2), "hex")]]));
  const transaction = {
    from,
    to,
    codes: [{ address: runs, codeHash: "0xc0de" as const }],
    ...(created && { created }),
    ...(input && { input }),
  };
  return new OriginFinder(transaction, slots, codes);
}

const slot = (...path: readonly (PathValue | undefined)[]) => ({ address: TOKEN, path });

describe("Where a key comes from", () => {
  it("is fixed for a plain variable of the called contract", () => {
    assert.equal(finder({}).slot(slot()), "f");
  });

  it("is the sender for what belongs to the sender", () => {
    assert.equal(finder({ input: calldata(BOB, "0x05") }).slot(slot(key(ALICE))), "f,s");
    assert.equal(finder({}).account(ALICE), "s");
  });

  it("is the argument, by its position, for what an argument names", () => {
    const transferFrom = finder({ from: TREASURY, input: calldata(ALICE, BOB, "0x05") });
    assert.equal(transferFrom.slot(slot(key(ALICE))), "f,a0");
    assert.equal(transferFrom.slot(slot(key(BOB))), "f,a1");
    assert.equal(transferFrom.slot(slot(key(ALICE), key(TREASURY))), "f,a0,s");
  });

  it("is the argument for a small number that stands in a word of its own, and unknown for one inside a word", () => {
    const call = finder({ input: calldata(BOB, "0x07") });
    assert.equal(call.slot(slot(key("0x07"))), "f,a1");
    assert.equal(call.slot(slot(key("0xc8"))), "f,");
  });

  it("is the argument for an address in packed or nested calldata", () => {
    const path = Buffer.from(`12345678${wide("0x20").slice(2)}${BOB.slice(2)}000bb8${TREASURY.slice(2)}`, "hex");
    assert.equal(finder({ input: path }).slot(slot(key(BOB))), "f,a1");
    assert.equal(finder({ input: path }).slot(slot(key(TREASURY))), "f,a1");
  });

  it("is the argument for a string of the calldata", () => {
    const name = Buffer.from("alice.eth");
    const input = Buffer.concat([calldata("0x20", "0x09"), name, Buffer.alloc(23)]);
    assert.equal(finder({ input }).slot(slot({ data: `0x${name.toString("hex")}`, constant: false })), "f,a2");
    assert.equal(finder({ input }).slot(slot({ data: "0x6e6f6e65", constant: false })), "f,");
  });

  it("is ambiguous, and says between what, for a user who is his own receiver", () => {
    assert.equal(finder({ input: calldata("0x05", ALICE) }).slot(slot(key(ALICE))), "f,sa1");
  });

  it("is fixed for constants and immutables of the code", () => {
    const code: Hex = `0x7f${ROLE.slice(2)}73${TREASURY.slice(2)}`;
    assert.equal(finder({ code }).slot(slot(key(ROLE), key(ALICE))), "f,f,s");
    assert.equal(finder({ code }).slot(slot(key(TREASURY))), "f,f");
    assert.equal(finder({ code, input: calldata(TREASURY) }).slot(slot(key(TREASURY))), "f,a0f");
  });

  it("is not fixed for a contract that only its own code knows", () => {
    const code: Hex = `0x73${VAULT.slice(2)}`;
    assert.equal(finder({ code }).account(VAULT), "f");
    assert.equal(finder({ code, runs: VAULT }).account(VAULT), "");
  });

  it("is fixed for a number only if the compiler hashed it, since small numbers stand everywhere in code", () => {
    assert.equal(finder({ code: "0x6007" }).slot(slot(key("0x07"))), "f,");
    assert.equal(finder({ code: "0x6007" }).slot(slot(key("0x07", true))), "f,f");
  });

  it("is fixed for what a fixed slot holds, and for what that contract's fixed slots hold", () => {
    const slots: readonly TracedSlot[] = [
      { address: TOKEN, path: [], held: wide(TREASURY) },
      { address: VAULT, path: [], held: wide(TOKEN) },
    ];
    const deposit = finder({ to: VAULT, slots });
    assert.equal(deposit.account(TOKEN), "f");
    assert.equal(deposit.slot({ address: TOKEN, path: [key(TREASURY)] }), "f,f");
    assert.equal(deposit.slot({ address: TOKEN, path: [key(VAULT)] }), "f,f");
  });

  it("is fixed for an address that shares its slot with other variables", () => {
    const held: Hex = `0x${"00".repeat(10)}01${TREASURY.slice(2)}01`;
    assert.equal(finder({ slots: [{ address: TOKEN, path: [], held }] }).account(TREASURY), "f");
  });

  it("is unknown for what a mapping holds, for other contracts, and where the way to the slot is unknown", () => {
    const slots: readonly TracedSlot[] = [{ address: TOKEN, path: [key(ALICE)], held: wide(BOB) }];
    assert.equal(finder({ slots }).slot(slot(key(BOB))), "f,");
    assert.equal(finder({}).slot({ address: VAULT, path: [] }), "");
    assert.equal(finder({}).slot({ address: TOKEN, path: undefined }), "f,");
    assert.equal(finder({}).slot(slot(undefined, key(ALICE))), "f,,s");
  });

  it("is the sender for a contract that the sender deploys", () => {
    const { from, ...creation } = { from: ALICE, created: TOKEN, to: address(0) };
    assert.equal(finder({ from, ...creation }).slot(slot()), "s");
  });
});
