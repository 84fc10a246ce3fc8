import { ALICE, BothNetworks, transaction } from "./helpers/both.ts";

/** Returns what it can see of its block. */
const LOOKER = "0x00000000000000000000000000000000000000e0";
/** Keeps a word in its slot 0. */
const KEEPER = "0x00000000000000000000000000000000000000e1";
const KEEP = "0x36156011576000356000550000".concat("5b60005460005260206000f3").replace("6011", "600d");
const WORD = `0x${"00".repeat(31)}2a`;
const HASH = `0x${"11".repeat(32)}`;

/** Code that returns what each of the pieces of code leaves on the stack. */
function returning(pieces: readonly string[]): string {
  const place = (index: number) => (index * 32).toString(16).padStart(4, "0");
  const stores = pieces.map((piece, index) => `${piece}61${place(index)}52`);
  return `0x${stores.join("")}61${place(pieces.length)}6000f3`;
}

/** Number, time, coinbase, randomness, gas limit, chain, base fee, gas price, origin, caller, balance, earlier hashes. */
const LOOK = returning([
  ...["43", "42", "41", "44", "45", "46", "48", "3a", "32", "33", "47", "34", "36"],
  ...["6001430340", "600040", "600140", "620f424040"],
]);

const SPECS: readonly unknown[] = [
  ...[
    "latest",
    "pending",
    "earliest",
    "safe",
    "finalized",
    "foo",
    "0x0",
    "0x1",
    "0x2",
    "0x3",
    "0x63",
    "0x",
    "1",
    "0x01",
  ],
  ...[1, null, true, [], {}, { blockNumber: "0x1" }, { blockNumber: "0x9" }, { blockHash: HASH }],
  { blockHash: HASH, requireCanonical: true },
  { blockNumber: "0x1", blockHash: HASH },
];

for (const hardfork of ["london", "merge", "osaka"]) {
  describe(`blocks are named as on Hardhat's network, in ${hardfork}`, () => {
    let networks: BothNetworks;
    before(async () => {
      networks = await BothNetworks.create({ hardfork });
      await networks.result("hardhat_setCode", LOOKER, LOOK);
      await networks.result("hardhat_setCode", KEEPER, KEEP);
      await networks.result("evm_mine");
      await networks.result("eth_sendTransaction", transaction({ to: KEEPER, data: WORD }));
      await networks.result("evm_setAutomine", false);
      await networks.result("eth_sendTransaction", transaction({ to: KEEPER, data: HASH }));
    });
    after(() => networks.close());

    for (const spec of SPECS) {
      it(`by ${JSON.stringify(spec)}`, async () => {
        for (const [method, ...params] of [
          ["eth_call", { from: ALICE, to: LOOKER }, spec],
          ["eth_call", { from: ALICE, to: KEEPER }, spec],
          ["eth_estimateGas", { from: ALICE, to: LOOKER }, spec],
          ["eth_estimateGas", { from: ALICE, to: KEEPER, data: HASH }, spec],
          ["eth_getBalance", ALICE, spec],
          ["eth_getCode", LOOKER, spec],
          ["eth_getStorageAt", KEEPER, "0x0", spec],
          ["eth_getTransactionCount", ALICE, spec],
          ["eth_getBlockByNumber", spec, false],
          ["eth_getBlockByNumber", spec, true],
          ["eth_getBlockTransactionCountByNumber", spec],
          ["eth_getTransactionByBlockNumberAndIndex", spec, "0x0"],
          ["eth_getProof", KEEPER, ["0x0"], spec],
          ["eth_getLogs", { fromBlock: spec }],
          ["eth_getLogs", { toBlock: spec }],
          ["eth_feeHistory", "0x1", spec, [5]],
          ["eth_newFilter", { fromBlock: spec }],
        ] as [string, ...unknown[]][]) {
          await networks.ask(method, ...params);
        }
      });
    }

    const calls: Record<string, unknown>[] = [
      ...[{ gas: "0x5f5e100" }, { gas: "0x1" }, { gas: "0x5208" }, { gas: "0x1000001" }, { gas: null, value: null }],
      ...[{ gasPrice: "0x5" }, { maxFeePerGas: "0x5" }, { maxFeePerGas: "0x5", maxPriorityFeePerGas: "0x9" }],
      ...[
        { maxPriorityFeePerGas: "0x9" },
        { gasPrice: "0x1", maxFeePerGas: "0x1" },
        { value: "0xffffffffffffffffffffffff" },
      ],
      ...[{ from: KEEPER }, { from: KEEPER, value: "0x5" }, { nonce: "0x5" }, { chainId: "0x1" }, { accessList: [] }],
      ...[
        { type: "0x1" },
        { blobHashes: [HASH] },
        { maxFeePerBlobGas: "0x1" },
        { to: null },
        { to: null, data: "0x4360005260206000f3" },
      ],
    ];
    it("for calls with any fields", async () => {
      for (const fields of calls) {
        for (const spec of ["latest", "pending", "0x1"]) {
          await networks.ask("eth_call", { from: ALICE, to: LOOKER, ...fields }, spec);
          await networks.ask("eth_estimateGas", { from: ALICE, to: LOOKER, ...fields }, spec);
        }
      }
    });

    const overrides: readonly unknown[] = [
      ...[{ [KEEPER]: { state: { [HASH]: WORD } } }, { [KEEPER]: { stateDiff: { [`0x${"00".repeat(32)}`]: WORD } } }],
      ...[
        { [KEEPER]: { state: {}, stateDiff: {} } },
        { [KEEPER]: { code: "0x60aa60005260206000f3" } },
        { [KEEPER]: null },
      ],
      ...[
        { [ALICE]: { balance: "0x0" } },
        { [LOOKER]: { balance: `0x${"ff".repeat(32)}` } },
        { [LOOKER]: { balance: `0x1${"00".repeat(32)}` } },
      ],
      ...[{ [ALICE]: { nonce: "0x10000000000000000" } }, { "0x1": {} }, { [KEEPER]: { state: { "0x1": WORD } } }],
      ...[
        { [KEEPER]: { state: { [WORD]: "0x1" } } },
        { [KEEPER]: { code: "0xz" } },
        {},
        null,
        5,
        [],
        { [KEEPER]: { unknown: 1 } },
      ],
      { [KEEPER.toUpperCase().replace("0X", "0x")]: { code: "0x60bb60005260206000f3" } },
    ];
    it("for calls with a state of their own", async () => {
      for (const override of overrides) {
        await networks.ask("eth_call", { from: ALICE, to: KEEPER }, "latest", override);
        await networks.ask("eth_call", { from: ALICE, to: LOOKER, value: "0x1" }, "pending", override);
      }
    });
  });
}
