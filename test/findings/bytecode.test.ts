import { hexlify, keccak256, toBeHex } from "ethers";
import { assemble, deploying, type Item } from "../helpers/assembly.ts";
import { describeGolden, type GoldenCase } from "./golden.ts";
import type { Call, Stage } from "./stage.ts";

const SWAP1 = Uint8Array.of(0x90);

/** Adds 1 to slot 0. */
const COUNTER: readonly Item[] = [0, "SLOAD", 1, "ADD", 0, "SSTORE"];
/** Stores the first word of the input in slot 5. */
const SETTER: readonly Item[] = [0, "CALLDATALOAD", 5, "SSTORE"];
/** Adds 1 to the element of the mapping at slot 1 under the word behind the selector, where Vyper puts it. */
const MAPPING: readonly Item[] = [
  ...([1, 0, "MSTORE", 4, "CALLDATALOAD", 32, "MSTORE"] as const),
  ...([64, 0, "KECCAK256", "DUP1", "SLOAD", 1, "ADD", SWAP1, "SSTORE"] as const),
];

const SELECTOR = "0x12345678";
const word = (value: number) => toBeHex(value, 32);

/** Deploys code that no compiler of the project has made, and sends it the inputs. */
function run(code: readonly Item[], ...inputs: readonly string[]): GoldenCase["play"] {
  return async (stage: Stage) => {
    const { address } = await stage.deployCode("Code", hexlify(deploying(assemble(...code))));
    await stage.traffic(...inputs.map((data): Call => ({ to: address, data })));
  };
}

function elementSlot(key: number): string {
  const hash = keccak256(word(1) + word(key).slice(2));
  return `${hash.slice(0, 6)}...${hash.slice(-4)}`;
}

const CASES: readonly GoldenCase[] = [
  {
    title: "a counter: the slot by its number, the function by its selector",
    play: run(COUNTER, SELECTOR, SELECTOR, SELECTOR),
    found: [["{Code:} slot 0x0", "commutative 2", `{Code:}: ${SELECTOR}`]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a counter without any input",
    play: run(COUNTER, "0x", SELECTOR),
    found: [["{Code:} slot 0x0", "commutative 1", `{Code:}: ${SELECTOR} × {Code:}: fallback`]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "blind stores",
    play: run(SETTER, word(7), word(8)),
    found: [["{Code:} slot 0x5", "gas-only 1", "{Code:}: 0x00000000"]],
  },
  {
    title: "a mapping in Vyper's way: by the hash, and elements apart",
    play: run(MAPPING, ...[3, 4, 3].map((key) => SELECTOR + word(key).slice(2))),
    found: [[`{Code:} slot ${elementSlot(3)}`, "commutative 1", `{Code:}: ${SELECTOR}`]],
    waves: 2,
    waiting: 1,
  },
];

describeGolden("Code without a source", "Kinds.sol", CASES, [
  { title: "each in a block of its own", options: {}, mined: "apart" },
  { title: "in one block", options: {}, mined: "together" },
]);
