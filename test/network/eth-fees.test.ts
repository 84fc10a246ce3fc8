import { BOB, BothNetworks, compare, transaction } from "./helpers/both.ts";

describe("the fee methods, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
    await networks.result("evm_mine");
    await networks.result("evm_setAutomine", false);
    for (const tip of ["0x1", "0x1000", "0x3b9aca00"]) {
      await networks.result("eth_sendTransaction", transaction({ to: BOB, maxPriorityFeePerGas: tip }));
      await networks.result("eth_sendTransaction", transaction({ from: BOB, to: BOB, gasPrice: "0x77359400" }));
    }
    await networks.result("evm_mine");
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["suggest a gas price", "eth_gasPrice"],
    ["suggest a tip", "eth_maxPriorityFeePerGas"],
    ["tell the history of one block", "eth_feeHistory", "0x1", "latest", []],
    ["tell the history with rewards", "eth_feeHistory", "0x4", "latest", [0, 0.01, 0.05, 0.1, 0.15, 50, 100]],
    ["tell the history up to an old block", "eth_feeHistory", "0x2", "0x2", [0.05]],
    ["tell the history up to the block before the last", "eth_feeHistory", "0x1", "0x1", []],
    ["tell the history up to the pending block", "eth_feeHistory", "0x3", "pending", [50]],
    ["tell the history of the first block", "eth_feeHistory", "0x5", "earliest", []],
    ["tell more history than there is", "eth_feeHistory", "0x400", "latest", []],
    ["take a number for the count", "eth_feeHistory", 2, "latest", []],
  ]);
  compare(() => networks, "error", [
    ["refuse the history of no block", "eth_feeHistory", "0x0", "latest", []],
    ["refuse the history of too many blocks", "eth_feeHistory", "0x401", "latest", []],
    ["refuse a count above 2^64", "eth_feeHistory", `0x${"f".repeat(20)}`, "latest", []],
    ["refuse a percentile above 100", "eth_feeHistory", "0x1", "latest", [101]],
    ["refuse a negative percentile", "eth_feeHistory", "0x1", "latest", [-1]],
    ["refuse percentiles out of order", "eth_feeHistory", "0x1", "latest", [50, 20]],
    ["refuse a percentile that is text", "eth_feeHistory", "0x1", "latest", ["a"]],
    ["refuse percentiles that are null", "eth_feeHistory", "0x1", "latest", null],
    ["refuse no percentiles", "eth_feeHistory", "0x1", "latest"],
    ["refuse a count that is no number", "eth_feeHistory", "many", "latest", []],
    ["refuse a block that does not exist", "eth_feeHistory", "0x1", "0x500", []],
    ["refuse nothing", "eth_feeHistory"],
  ]);
});

describe("a base fee of one's own, as on Hardhat's network", () => {
  it("start from it", async () => {
    const networks = await BothNetworks.create({ initialBaseFeePerGas: 7n });
    await networks.result("eth_getBlockByNumber", "0x0", false);
    await networks.result("eth_gasPrice");
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "0x1", false);
    await networks.close();
  });

  it("rise with full blocks and fall with empty ones", async () => {
    const networks = await BothNetworks.create({ blockGasLimit: 50_000n });
    for (let block = 0; block < 4; block++) {
      await networks.result(
        "eth_sendTransaction",
        transaction({ to: BOB, gas: "0xc350", data: `0x${"01".repeat(500)}` }),
      );
      await networks.result("eth_getBlockByNumber", "latest", false);
    }
    await networks.result("evm_mine");
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
    await networks.close();
  });
});
