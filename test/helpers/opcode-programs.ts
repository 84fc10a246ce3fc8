import { createLegacyTx } from "@ethereumjs/tx";
import { Address, bigIntToAddressBytes } from "@ethereumjs/util";
import fc from "fast-check";
import type { Engine } from "../../plugin/engine/engine.ts";
import { HARDFORKS } from "../../plugin/engine/hardforks.ts";
import { addressToKey } from "../../plugin/engine/state/keys.ts";
import type { BlockInput, SendableTransaction } from "../../plugin/engine/types.ts";
import { assemble, type Item } from "./assembly.ts";

/**
 * Code of single opcodes on operands at the edges of what they take, in every hardfork, with any amount of gas: what
 * tells one implementation of an opcode from another.
 */
const at = (number: number): Address => new Address(bigIntToAddressBytes(BigInt(number)));
const SENDER = at(0x5e4de4);
const CONTRACTS = [at(0xc0de0), at(0xc0de1)] as const;
const MOST = 2n ** 256n - 1n;

const word = fc.oneof(
  fc.constantFrom(
    0n,
    1n,
    2n,
    7n,
    30n,
    31n,
    32n,
    33n,
    255n,
    256n,
    257n,
    2n ** 31n,
    2n ** 32n,
    2n ** 53n,
    2n ** 64n - 1n,
  ),
  fc.constantFrom(2n ** 64n, 2n ** 128n - 1n, 2n ** 160n, 2n ** 192n, 2n ** 255n - 1n, 2n ** 255n, MOST - 1n, MOST),
  fc.bigInt({ min: 0n, max: MOST }),
);
const position = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: 200n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 20_000n }) },
  { weight: 1, arbitrary: word },
);
const slot = fc.bigInt({ min: 0n, max: 2n });
const value = fc.bigInt({ min: 0n, max: 2n });
const account = fc.constantFrom(
  ...[...CONTRACTS, SENDER, at(1), at(2), at(4), at(0xbeef)].map((a) => BigInt(String(a))),
);

/** Opcodes with what they take, the top of the stack first. */
const OPERATIONS: readonly (readonly [opcode: number, ...operands: fc.Arbitrary<bigint>[]])[] = [
  ...[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b].map((code) => [code, word, word] as const),
  ...[0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1c, 0x1d].map(
    (code) => [code, word, word] as const,
  ),
  ...[0x08, 0x09].map((code) => [code, word, word, word] as const),
  ...[0x15, 0x19, 0x1e].map((code) => [code, word] as const),
  [0x20, position, position],
  ...[0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45].map((code) => [code] as const),
  ...[0x46, 0x47, 0x48, 0x4a, 0x50, 0x58, 0x59, 0x5a, 0x5b, 0x5f].map((code) => [code] as const),
  ...[0x31, 0x3b, 0x3f].map((code) => [code, account] as const),
  [0x35, position],
  ...[0x37, 0x39, 0x3e, 0x5e].map((code) => [code, position, position, position] as const),
  [0x3c, account, position, position, position],
  [0x40, value],
  [0x51, position],
  ...[0x52, 0x53].map((code) => [code, position, word] as const),
  [0x54, slot],
  [0x54, slot],
  [0x55, slot, value],
  [0x55, slot, value],
  [0x55, slot, word],
  [0x5c, slot],
  [0x5d, slot, value],
  ...Array.from({ length: 16 }, (_, i) => [0x80 + i] as const),
  ...Array.from({ length: 16 }, (_, i) => [0x90 + i] as const),
  ...[0, 1, 2, 3, 4].map((topics) => [0xa0 + topics, position, position, ...Array(topics).fill(word)] as const),
  ...[0xf1, 0xf2].map(
    (c) => [c, fc.constantFrom(0n, 3000n, MOST), account, value, position, position, position, position] as const,
  ),
  ...[0xf4, 0xfa].map(
    (c) => [c, fc.constantFrom(0n, 3000n, MOST), account, position, position, position, position] as const,
  ),
];

const operation = fc
  .constantFrom(...OPERATIONS)
  .chain(([opcode, ...operands]) =>
    fc.tuple(...operands).map((words): Item[] => [...[...words].reverse(), Uint8Array.of(opcode)]),
  );

type Piece = Item[] | { readonly jump: boolean; readonly condition: bigint; readonly off: number };

const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 30, arbitrary: operation },
  // What the operation left is stored, so that it shows.
  { weight: 8, arbitrary: slot.map((key): Item[] => [key, "SSTORE"]) },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 9 }).map((n): Item[] => [BigInt(n * 32), "MSTORE"]) },
  {
    weight: 3,
    arbitrary: fc.record({ jump: fc.boolean(), condition: value, off: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 60_000) }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((bytes): Item[] => [bytes]) },
);

/** Ends by returning, or reverting with, all of the memory. */
const ending = fc.constantFrom("RETURN" as const, "RETURN" as const, "REVERT" as const, "STOP" as const);

const program = fc.record({ pieces: fc.array(piece, { minLength: 1, maxLength: 14 }), ending }).map((plan) => {
  let code: Uint8Array = new Uint8Array(0);
  for (const item of plan.pieces)
    code = Buffer.concat([code, Array.isArray(item) ? assemble(...item) : jump(item, code.length)]);
  return plan.ending === "STOP" ? assemble(code, "STOP") : assemble(code, Uint8Array.of(0x59), 0, plan.ending);
});

/** A jump to the JUMPDEST that follows, or beside it. */
function jump(to: Exclude<Piece, Item[]>, position: number): Uint8Array {
  const length = to.jump ? 4 : 6;
  const target = position + length + to.off;
  const push = Uint8Array.of(0x61, target >> 8, target & 255);
  return to.jump ? assemble(push, Uint8Array.of(0x56, 0x5b)) : assemble(to.condition, push, Uint8Array.of(0x57, 0x5b));
}

export interface OpcodeChain {
  readonly hardfork: (typeof HARDFORKS)[number];
  readonly programs: readonly Uint8Array[];
  readonly transactions: readonly {
    readonly to: number | undefined;
    readonly data: Uint8Array;
    readonly gas: number;
  }[];
}

export const opcodeChain: fc.Arbitrary<OpcodeChain> = fc.record({
  hardfork: fc.constantFrom(...HARDFORKS),
  programs: fc.array(program, { minLength: CONTRACTS.length, maxLength: CONTRACTS.length }),
  transactions: fc.array(
    fc.record({
      to: fc.constantFrom(0, 0, 0, 1, undefined),
      data: fc.uint8Array({ maxLength: 70 }),
      gas: fc.oneof(fc.integer({ min: 22_000, max: 60_000 }), fc.integer({ min: 60_000, max: 300_000 })),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

export function deployOpcodes({ state }: Engine, { programs }: OpcodeChain): void {
  state.setBalance(addressToKey(SENDER), 10n ** 18n);
  for (const [index, contract] of CONTRACTS.entries()) {
    const key = addressToKey(contract);
    const codeHash = state.addCode(programs[index] as Uint8Array);
    state.setAccount(key, { nonce: 1n, balance: BigInt(index), codeHash });
    state.setStorage(key, `${"\0".repeat(31)}\x01`, Uint8Array.of(1));
  }
}

export function opcodeBlock({ common }: Engine, chain: OpcodeChain): BlockInput {
  const transactions = chain.transactions.map(({ to, data, gas }, nonce): SendableTransaction => {
    // A creation runs the program of the second contract as init code.
    const input = to === undefined ? chain.programs[1] : data;
    const fields = { nonce, gasLimit: gas, gasPrice: 7, data: input, to: to === undefined ? undefined : CONTRACTS[to] };
    const tx = createLegacyTx(fields, { common }).sign(new Uint8Array(32).fill(1));
    return { tx, sender: SENDER, impersonated: true };
  });
  const merged = common.consensusType() === "pos";
  return {
    environment: {
      number: 7n,
      parentHash: new Uint8Array(32).fill(1),
      timestamp: 1_000n,
      gasLimit: 30_000_000n,
      coinbase: at(0xc01bace),
      baseFeePerGas: common.isActivatedEIP(1559) ? 7n : undefined,
      difficulty: merged ? 0n : 1n,
      mixHash: new Uint8Array(32).fill(2),
      excessBlobGas: common.isActivatedEIP(4844) ? 0n : undefined,
      parentBeaconBlockRoot: common.isActivatedEIP(4788) ? new Uint8Array(32).fill(3) : undefined,
    },
    transactions,
    blockHash: (number) => new Uint8Array(32).fill(Number(number) + 1),
    onInvalid: "exclude",
    reward: false,
  };
}
