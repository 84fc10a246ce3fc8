import type { Address } from "@ethereumjs/util";
import fc from "fast-check";
import type { Engine } from "../../plugin/engine/engine.ts";
import { HARDFORKS } from "../../plugin/engine/hardforks.ts";
import { addressToKey } from "../../plugin/engine/state/keys.ts";
import type { BlockInput, SendableTransaction } from "../../plugin/engine/types.ts";
import { assemble, deploying, type Item, storingInMemory } from "./assembly.ts";
import { opcodeSoup } from "./opcode-soup.ts";
import { callPrecompile, type PrecompileCall, precompileCall } from "./precompile-calls.ts";
import { CONTRACTS, EMPTY_IN_GENESIS, places, senders } from "./program-places.ts";
import { BASE_FEE, type ProgramTransaction, programTransaction, signed } from "./program-transactions.ts";

/**
 * Random contracts in bytecode, one statement after the other, for every hardfork: what a compiler would never write,
 * and what contracts for old hardforks did.
 */
export type Statement =
  | { readonly kind: "store"; readonly slot: number; readonly value: number }
  | { readonly kind: "increment"; readonly slot: number }
  | { readonly kind: "look"; readonly at: Look; readonly place: number; readonly slot: number }
  | {
      readonly kind: "call";
      readonly how: "CALL" | "CALLCODE" | "DELEGATECALL" | "STATICCALL";
      readonly place: number;
      readonly value: number;
      readonly gas: number;
    }
  | { readonly kind: "create"; readonly salt: number | undefined; readonly value: number; readonly init: InitCode }
  | { readonly kind: "transient"; readonly slot: number }
  | { readonly kind: "hash of block"; readonly before: number; readonly slot: number }
  | { readonly kind: "precompile"; readonly call: PrecompileCall }
  | { readonly kind: "soup"; readonly bytes: readonly number[] }
  | { readonly kind: "log" | "hash" }
  | { readonly kind: "end"; readonly how: "STOP" | "REVERT" | "INVALID" | "SELFDESTRUCT"; readonly place: number };

type Look = "BALANCE" | "SELFBALANCE" | "EXTCODESIZE" | "EXTCODEHASH" | "BLOCKHASH" | "COINBASE";
type InitCode = "nothing" | "store" | "destroyed" | "destroys itself" | "reverts" | "keeps storage";

const place = fc.nat(places.length - 1);
const slot = fc.nat(2);
const value = fc.nat(2);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("store" as const), slot, value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("increment" as const), slot }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("look" as const),
      at: fc.constantFrom<Look>("BALANCE", "SELFBALANCE", "EXTCODESIZE", "EXTCODEHASH", "BLOCKHASH", "COINBASE"),
      place,
      slot,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("call" as const),
      how: fc.constantFrom(
        "CALL" as const,
        "CALL" as const,
        "CALLCODE" as const,
        "DELEGATECALL" as const,
        "STATICCALL" as const,
      ),
      place,
      value,
      gas: fc.constantFrom(0, 3000, 100_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("create" as const),
      salt: fc.constantFrom(undefined, 0, 1),
      value,
      init: fc.constantFrom<InitCode>("nothing", "store", "destroyed", "destroys itself", "reverts", "keeps storage"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("transient" as const), slot }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("hash of block" as const),
      before: fc.constantFrom(0, 1, 2, 256, 257),
      slot,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("precompile" as const), call: precompileCall }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("soup" as const), bytes: opcodeSoup }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("log" as const, "hash" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      how: fc.constantFrom("STOP" as const, "REVERT" as const, "INVALID" as const, "SELFDESTRUCT" as const),
      place,
    }),
  },
);

const transaction = programTransaction<InitCode>(
  CONTRACTS.length,
  fc.oneof(fc.constantFrom<InitCode>("nothing", "store", "destroys itself", "reverts"), opcodeSoup),
);

export interface ProgramChain {
  readonly hardfork: (typeof HARDFORKS)[number];
  readonly contracts: readonly (readonly Statement[])[];
  readonly blocks: readonly {
    readonly transactions: readonly ProgramTransaction<InitCode>[];
    readonly coinbase: number;
    readonly reward: boolean;
    /** Gwei paid out to places, from Shanghai on. */
    readonly withdrawals: readonly { readonly place: number; readonly amount: number }[];
  }[];
}

/** Chains of up to `size.blocks` blocks of up to `size.transactions`. */
export function programChains(size: { blocks: number; transactions: number }): fc.Arbitrary<ProgramChain> {
  return fc.record({
    hardfork: fc.constantFrom(...HARDFORKS),
    contracts: fc.array(fc.array(statement, { maxLength: 6 }), {
      minLength: CONTRACTS.length,
      maxLength: CONTRACTS.length,
    }),
    blocks: fc.array(
      fc.record({
        transactions: fc.array(transaction, { maxLength: size.transactions, size: "max" }),
        coinbase: place,
        reward: fc.boolean(),
        withdrawals: fc.array(fc.record({ place, amount: fc.nat(1) }), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: size.blocks, size: "max" },
    ),
  });
}

export const programChain = programChains({ blocks: 2, transactions: 5 });

/** What one slot of each contract holds in the beginning. */
export const STORED_IN_GENESIS = 5;

/** Funds the senders and puts the contracts in place. One account of the genesis is there although it is empty. */
export function deployPrograms(engine: Engine, contracts: readonly (readonly Statement[])[]): void {
  const { state } = engine;
  for (const sender of senders) state.setBalance(addressToKey(sender), 10n ** 18n);
  for (const [index, address] of CONTRACTS.entries()) {
    const key = addressToKey(address);
    state.setAccount(key, {
      nonce: 1n,
      balance: BigInt(index),
      codeHash: state.addCode(bytecodeOf(contracts[index] ?? [])),
    });
    state.setStorage(key, "\0".repeat(31) + String.fromCharCode(index % 3), Uint8Array.of(STORED_IN_GENESIS));
  }
  state.setAccount(addressToKey(EMPTY_IN_GENESIS), {
    nonce: 0n,
    balance: 0n,
    codeHash: state.addCode(new Uint8Array(0)),
  });
}

export function bytecodeOf(statements: readonly Statement[]): Uint8Array {
  return Buffer.concat(statements.map(code));
}

function code(statement: Statement): Uint8Array {
  switch (statement.kind) {
    case "store":
      return assemble(statement.value, statement.slot, "SSTORE");
    case "increment":
      return assemble(statement.slot, "SLOAD", 1, "ADD", statement.slot, "SSTORE");
    case "look":
      return assemble(...look(statement.at, places[statement.place] as Address), statement.slot, "SSTORE");
    case "call": {
      const target = places[statement.place] as Address;
      const data = [0, 0, 0, 0] as const;
      const carriesValue = statement.how === "CALL" || statement.how === "CALLCODE";
      const call = carriesValue ? ([...data, statement.value] as const) : data;
      // The result is stored, so that whether the call succeeded shows in the state.
      return assemble(...call, target, statement.gas, statement.how, 2, "SSTORE");
    }
    case "create": {
      const init = initCode(statement.init);
      const parts = [storingInMemory(init), init.length, 0, statement.value] as const;
      if (statement.salt === undefined) return assemble(...parts, "CREATE", 1, "SSTORE");
      return assemble(parts[0], statement.salt, parts[1], parts[2], parts[3], "CREATE2", 1, "SSTORE");
    }
    case "transient":
      return assemble(statement.slot, "TLOAD", 1, "ADD", "DUP1", statement.slot, "TSTORE", statement.slot, "SSTORE");
    case "hash of block":
      return assemble(statement.before, "NUMBER", "SUB", "BLOCKHASH", statement.slot, "SSTORE");
    case "precompile":
      return callPrecompile(statement.call);
    case "soup":
      return Uint8Array.from(statement.bytes);
    case "log":
      return assemble(7, 32, 0, "LOG1");
    case "hash":
      return assemble(
        "CALLER",
        0,
        "MSTORE",
        64,
        0,
        "KECCAK256",
        "DUP1",
        "SLOAD",
        1,
        "ADD",
        Uint8Array.of(0x90),
        "SSTORE",
      );
    case "end":
      if (statement.how === "SELFDESTRUCT") return assemble(places[statement.place] as Address, "SELFDESTRUCT");
      return statement.how === "REVERT" ? assemble(0, 0, "REVERT") : assemble(statement.how);
  }
}

function look(at: Look, target: Address): Item[] {
  if (at === "SELFBALANCE") return ["SELFBALANCE"];
  if (at === "BLOCKHASH") return [1, "BLOCKHASH"];
  if (at === "COINBASE") return ["COINBASE", "BALANCE"];
  return [target, at];
}

function initCode(kind: InitCode): Uint8Array {
  const [beneficiary] = CONTRACTS;
  switch (kind) {
    case "nothing":
      return deploying(new Uint8Array(0));
    case "store":
      return deploying(assemble(1, 0, "SSTORE"), assemble(3, 0, "SSTORE"));
    case "destroyed":
      return deploying(assemble(beneficiary, "SELFDESTRUCT"));
    case "destroys itself":
      return assemble(3, 0, "SSTORE", beneficiary, "SELFDESTRUCT");
    case "reverts":
      return assemble(3, 0, "SSTORE", 0, 0, "REVERT");
    case "keeps storage":
      return assemble(4, 1, "SSTORE", "STOP");
  }
}

/** The block of a plan, on top of `number - 1`, with the nonces that are due. */
export function programBlock(engine: Engine, block: ProgramChain["blocks"][number], number: bigint): BlockInput {
  const { common, state } = engine;
  const nonces = senders.map((sender) => state.account(addressToKey(sender))?.nonce ?? 0n);
  const transactions = block.transactions.map((plan): SendableTransaction => {
    const nonce = nonces[plan.sender] as bigint;
    nonces[plan.sender] = nonce + 1n;
    return signed(plan, destination(plan), nonce, common);
  });
  const merged = common.consensusType() === "pos";
  const withdrawals = block.withdrawals.map(({ place, amount }, index) => ({
    index: BigInt(index),
    validatorIndex: 0n,
    address: places[place] as Address,
    amount: BigInt(amount),
  }));
  return {
    environment: {
      number,
      parentHash: new Uint8Array(32).fill(1),
      timestamp: 1_000n + number,
      gasLimit: 30_000_000n,
      coinbase: places[block.coinbase] as Address,
      baseFeePerGas: common.isActivatedEIP(1559) ? BigInt(BASE_FEE) : undefined,
      difficulty: merged ? 0n : 1n,
      mixHash: new Uint8Array(32).fill(2),
      excessBlobGas: common.isActivatedEIP(4844) ? 0n : undefined,
      parentBeaconBlockRoot: common.isActivatedEIP(4788) ? new Uint8Array(32).fill(3) : undefined,
    },
    transactions,
    withdrawals: common.isActivatedEIP(4895) ? withdrawals : undefined,
    blockHash: (asked) => new Uint8Array(32).fill(Number(asked % 250n)),
    onInvalid: "exclude",
    reward: block.reward,
  };
}

/** Where a transaction goes, and with what. */
export function destination({ target, data }: ProgramTransaction<InitCode>): {
  to: Address | undefined;
  data: Uint8Array;
} {
  if (typeof target === "number") return { to: places[target] as Address, data: Uint8Array.from(data) };
  return { to: undefined, data: typeof target === "string" ? initCode(target) : Uint8Array.from(target) };
}
