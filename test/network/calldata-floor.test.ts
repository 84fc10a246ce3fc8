import { ALICE, BOB, BothNetworks, compare, transaction } from "./helpers/both.ts";

const DATA = `0x${"ff".repeat(50_000)}`;
/** Enough for the data by itself, 16 gas a byte, and too little for its floor, 40 gas a byte (EIP-7623). */
const BETWEEN = "0x100000";
const ENOUGH = "0x200000";
const MIXED = `0x60${"00".repeat(9_000)}`;

describe("the least gas of a transaction with much data, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  compare(() => networks, "error", [
    ["is missed by a call", "eth_call", { from: ALICE, to: BOB, data: DATA, gas: BETWEEN }],
    ["is missed by an estimation", "eth_estimateGas", { from: ALICE, to: BOB, data: DATA, gas: BETWEEN }],
    ["is missed by a transaction", "eth_sendTransaction", transaction({ to: BOB, data: DATA, gas: BETWEEN })],
    ["is missed by the data alone", "eth_sendTransaction", transaction({ to: BOB, data: DATA, gas: "0x30000" })],
    ["is missed by a creation", "eth_sendTransaction", transaction({ data: MIXED, gas: "0x17000" })],
  ]);

  compare(() => networks, "result", [
    ["suffices for a call", "eth_call", { from: ALICE, to: BOB, data: DATA, gas: ENOUGH }],
    ["suffices for an estimation", "eth_estimateGas", { from: ALICE, to: BOB, data: DATA, gas: ENOUGH }],
    ["suffices for a transaction", "eth_sendTransaction", transaction({ to: BOB, data: DATA, gas: ENOUGH })],
  ]);
});

describe("the least gas of a transaction with much data before Prague, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create({ hardfork: "cancun" });
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["has no floor", "eth_sendTransaction", transaction({ to: BOB, data: DATA, gas: BETWEEN })],
  ]);
});
