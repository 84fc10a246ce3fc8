import assert from "node:assert/strict";
import type { Interface } from "ethers";
import { Wallet } from "ethers";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import { contract, LoggedNetwork } from "./logged-network.ts";

const NOBODY = "0x00000000000000000000000000000000000000cc";

/** What is deployed before the sessions. */
interface Deployed {
  readonly logged: string;
  readonly receiver: string;
  readonly fallback: string;
  readonly both: string;
  readonly proxy: string;
  readonly encode: (name: string, ...args: unknown[]) => string;
}

const NOTHING: Deployed = { logged: "", receiver: "", fallback: "", both: "", proxy: "", encode: () => "" };

type Session = (network: LoggedNetwork, deployed: Deployed) => Promise<void>;

async function deployAll(network: LoggedNetwork, abi: Interface): Promise<Deployed> {
  const logged = await network.deploy("Logged", 3);
  return {
    logged,
    receiver: await network.deploy("Receiver"),
    fallback: await network.deploy("Fallback"),
    both: await network.deploy("Both"),
    proxy: await network.deploy("Proxy", logged),
    encode: (name, ...args) => abi.encodeFunctionData(name, args),
  };
}

/** Runs a session on Hardhat's own network and on ours, and returns what each printed. */
async function printed(
  session: Session,
  settings: Partial<EdrNetworkUserConfig> = {},
): Promise<{ stock: string[]; ours: string[] }> {
  const { abi } = await contract("Logged");
  const run = async (parallel: boolean): Promise<string[]> => {
    const network = await LoggedNetwork.open(parallel, settings);
    try {
      // What the compiler makes of the contracts needs a later hardfork than some.
      const deployed = settings.hardfork === undefined ? await deployAll(network, abi) : NOTHING;
      await session(network, deployed);
      return network.lines;
    } finally {
      await network.close();
    }
  };
  return { stock: await run(false), ours: await run(true) };
}

async function compare(session: Session, settings: Partial<EdrNetworkUserConfig> = {}): Promise<string[]> {
  const { stock, ours } = await printed(session, settings);
  assert.deepEqual(ours, stock.map(withoutPosition));
  return ours;
}

/** Where in the text of the request, which Hardhat writes itself, a value stands that cannot be read. */
function withoutPosition(line: string): string {
  return line.replace(/ at line 1 column \d+$/, "");
}

/** The second block of a request has a time that nobody can fix. */
function withoutSecondBlock(line: string): string {
  return line.replace(/(Block #9: +)0x\w+$/, "$1");
}

describe("the log of requests is that of Hardhat's network", () => {
  before(async () => {
    // Compiles the project, which prints.
    await (await LoggedNetwork.open(false)).close();
  });

  it("names methods, and counts those that are requested again", async () => {
    const lines = await compare(async (network) => {
      for (const method of ["eth_chainId", "eth_chainId", "eth_chainId", "eth_blockNumber", "eth_chainId"]) {
        await network.ask(method);
      }
      await network.ask("personal_sign", "0x1234", network.alice);
      await network.ask("eth_sign", network.alice, "0x1234");
      await network.ask("web3_clientVersion");
      await network.ask("evm_revert", await network.ask("evm_snapshot"));
    });
    assert.equal(lines.at(-8), "↑\u001B[32meth_chainId (3)\u001B[0m");
  });

  it("shows transactions: what they call, by whom, for how much", async () => {
    const lines = await compare(async (network, { logged, receiver, fallback, both, encode }) => {
      for (const value of [
        1,
        99_999,
        100_000,
        99_999_999_999_999,
        100_000_000_000_000,
        10 ** 18,
        1_050_000_000_000_000_000,
      ]) {
        await network.send({ to: logged, data: encode("add(uint256)", 5), value: `0x${value.toString(16)}` });
      }
      await network.send({ to: logged, data: encode("add(uint256,string)", 5, "of it") });
      await network.send({ to: logged, data: encode("make", logged) });
      await network.send({ to: logged, data: "0x1234" });
      for (const to of [receiver, fallback, both]) {
        for (const data of ["0x", "0x12", "0x12345678", "0x12345678aabb"]) await network.send({ to, data });
      }
      await network.send({ to: NOBODY, value: "0x5" });
      await network.send({ to: NOBODY, data: "0x1234" });
      for (const to of ["4", "a", "100", "101"])
        await network.send({ to: `0x${to.padStart(40, "0")}`, data: "0x1234" });
      await network.send({ to: logged, data: encode("count"), gasPrice: "0x77359400" });
    });
    assert.ok(lines.includes("  Contract call:       Logged#add"));
    assert.ok(lines.includes("  Value:               1. ETH"));
  });

  it("shows what is called through a proxy", async () => {
    const lines = await compare(async (network, { proxy, encode }) => {
      for (let i = 0; i < 2; i++) await network.send({ to: proxy, data: encode("add(uint256)", 5) });
      await network.send({ to: proxy, data: encode("custom") });
      await network.ask("eth_call", { from: network.alice, to: proxy, data: encode("count") });
    });
    assert.ok(lines.includes("  Contract call:       Proxy>Logged#add"));
  });

  it("shows deployments, and code that the project does not have", async () => {
    await compare(async (network) => {
      const { abi, bytecode } = await contract("Logged");
      const tooLate = bytecode + abi.encodeDeploy([3000]).slice(2);
      await network.send({ data: tooLate });
      for (const data of [
        "0x",
        "0x600160005560006000fd",
        "0x6001600055",
        "0x60ff60005260206000f3",
        "0xfe",
        "0x60ef60005360016000f3",
      ]) {
        await network.send({ data });
      }
      await network.ask("eth_call", { from: network.alice, data: tooLate });
      await network.ask("eth_call", { from: network.alice, data: bytecode + abi.encodeDeploy([3]).slice(2) });
      await network.ask("eth_estimateGas", { from: network.alice, data: tooLate });
    });
  });

  const failures: [name: string, ...args: unknown[]][] = [
    ["reason"],
    ["silent"],
    ["custom"],
    ["logAndFail"],
    ["wrong"],
    ["panic", 0],
    ["raw", "0x1234567890"],
    ["raw", "0x08c379a0"],
    ["raw", "0x4e487b710000000000000000000000000000000000000000000000000000000000000099"],
    ["make", `0x${"00".repeat(20)}`],
  ];

  it("says why transactions failed", async () => {
    await compare(async (network, { logged, receiver, both, encode }) => {
      for (const [name, ...args] of failures) await network.send({ to: logged, data: encode(name, ...args) });
      await network.send({ to: logged, data: encode("exhaust"), gas: "0x20000" });
      await network.send({ to: logged, data: encode("deep", logged) });
      await network.send({ to: logged, data: encode("started"), value: "0x5" });
      await network.send({ to: logged, data: "0x12345678" });
      await network.send({ to: logged });
      await network.send({ to: receiver, data: "0x12" });
      await network.send({ to: both, data: "0x12345678aa" });
      // INVALID jumps, an empty stack: nothing that Solidity does.
      for (const code of ["0x600056", "0x50", "0x5f5ffd"]) {
        await network.ask("hardhat_setCode", NOBODY, code);
        await network.send({ to: NOBODY });
      }
    });
  });

  it("shows calls, and why they failed", async () => {
    const lines = await compare(async (network, { logged, receiver, encode }) => {
      const from = network.alice;
      for (const to of [logged, receiver, NOBODY, `0x${"1".padStart(40, "0")}`]) {
        await network.ask("eth_call", { from, to, data: encode("count"), value: "0x0" });
        await network.ask("eth_call", { to, data: encode("count") });
      }
      await network.ask("eth_call", { from, to: logged, data: encode("started"), value: "0x7" });
      await network.ask("eth_call", { from, to: logged, data: encode("add(uint256,string)", 1, "a call") });
      for (const [name, ...args] of failures) {
        await network.ask("eth_call", { from, to: logged, data: encode(name, ...args) });
      }
      await network.ask("eth_call", { from, to: logged, data: encode("exhaust"), gas: "0x20000" });
      const code = "0x60016000fd";
      await network.ask("eth_call", { from, to: NOBODY }, "latest", { [NOBODY]: { code } });
      await network.ask("eth_call", { from, to: logged }, "0x999");
    });
    assert.ok(lines.includes("  WARNING: Calling an account which is not a contract"));
  });

  it("shows estimations that failed", async () => {
    await compare(async (network, { logged, encode }) => {
      const from = network.alice;
      await network.ask("eth_estimateGas", { from, to: logged, data: encode("add(uint256,string)", 1, "estimated") });
      for (const [name, ...args] of failures) {
        await network.ask("eth_estimateGas", { from, to: logged, data: encode(name, ...args) });
      }
      await network.ask("eth_estimateGas", { from, to: logged, data: encode("exhaust"), gas: "0x10000" });
      await network.ask("eth_estimateGas", { from, to: logged, data: encode("add(uint256)", 1), value: "0x5" });
    });
  });

  it("says what is wrong with requests", async () => {
    const lines = await compare(async (network, { logged }) => {
      await network.ask("eth_getBalance", network.alice, "0x9999");
      await network.mine("eth_sendTransaction", { from: network.alice, to: NOBODY, gas: "0x5208", nonce: "0x0" });
      await network.mine("eth_sendTransaction", { from: network.alice, to: NOBODY, gas: "0x1" });
      await network.mine("eth_sendTransaction", { from: NOBODY, to: network.alice, gas: "0x5208" });
      await network.ask("eth_sendRawTransaction", "0x1234");
      const elsewhere = { to: NOBODY, gasLimit: 21_000, gasPrice: 10 ** 9, nonce: 0, chainId: 1 };
      const wallet = new Wallet(`0x${"1".padStart(64, "0")}`);
      await network.ask("eth_sendRawTransaction", await wallet.signTransaction({ ...elsewhere, type: 0 }));
      await network.ask("evm_mine", 5);
      await network.ask("hardhat_setNonce", network.alice, "0x0");
      await network.ask("hardhat_setStorageAt", logged, "0x0", "0x1");
      await network.ask("hardhat_setStorageAt", logged, "0x123g", `0x${"0".repeat(64)}`);
      await network.ask("eth_getStorageAt", logged, "0x0");
      // Cannot be read: not logged at all.
      await network.ask("eth_getBalance", 5);
      await network.ask("eth_getBalance");
      await network.ask("eth_chainId", 1);
      const before = network.lines.length;
      await network.ask("eth_nothing");
      // Hardhat's network may log this one after it has answered.
      await network.waitFor("\u001b[31meth_nothing", before);
      await network.ask("eth_chainId");
    });
    assert.ok(lines.includes("\u001B[31meth_nothing - Method not supported\u001B[0m"));
  });

  it("shows blocks that are mined by request", async () => {
    const lines = await compare(async (network, { logged, encode }) => {
      for (const count of [[], ["0x1"], ["0x2"], ["0x3e8"], ["0x5"], ["0x0"]])
        await network.mine("hardhat_mine", ...count);
      await network.mine("evm_mine");
      await network.mine("evm_mine");
      await network.ask("evm_setAutomine", false);
      await network.send({ to: logged, data: encode("add(uint256,string)", 5, "waiting") });
      await network.send({ to: logged, data: encode("custom") });
      await network.send({ from: network.bob, to: NOBODY, value: "0x1" });
      await network.mine("evm_mine");
      await network.send({ to: NOBODY });
      await network.mine("hardhat_mine", "0x4");
      for (let i = 0; i < 5; i++) await network.send({ to: NOBODY, gas: "0x1000000" });
      await network.mine("hardhat_mine", "0x3");
      for (let i = 0; i < 3; i++) await network.send({ to: NOBODY });
      await network.mine("hardhat_mine", "0x1");
    });
    assert.ok(lines.includes("  Mined empty block range #10 to #1009"));
  });

  it("shows transactions that were waiting when another is mined at once", async () => {
    const { stock, ours } = await printed(
      async (network, { logged, encode }) => {
        const waiting = async (...all: Record<string, unknown>[]) => {
          await network.ask("evm_setAutomine", false);
          for (const fields of all) await network.send(fields);
          await network.ask("evm_setAutomine", true);
        };
        await waiting({ to: NOBODY });
        await network.send({ to: logged, data: encode("add(uint256)", 6) });
        await waiting(
          { to: logged, data: encode("add(uint256,string)", 1, "first") },
          { to: logged, data: encode("custom") },
        );
        await network.send({ to: logged, data: encode("reason") });
        const all = { to: logged, data: encode("wrong"), gas: "0x1000000" };
        await waiting(all, all, all, all);
        await network.send(all);
      },
      { blockGasLimit: 60_000_000n },
    );
    assert.deepEqual(ours.map(withoutSecondBlock), stock.map(withoutSecondBlock));
    assert.ok(ours.includes("  There were other pending transactions. More than one block had to be mined:"));
  });

  it("shows blocks that are mined at intervals", async () => {
    const { stock, ours } = await printed(async (network, { logged, encode }) => {
      await network.ask("evm_setAutomine", false);
      await network.send({ to: logged, data: encode("add(uint256,string)", 5, "an interval") });
      await network.send({ to: logged, data: encode("custom") });
      await network.pin();
      await network.ask("evm_setIntervalMining", 50);
      await network.waitFor("↑Mined empty block range");
      await network.ask("evm_setIntervalMining", 0);
    });
    // How many empty blocks there were is a matter of time.
    const range = /^↑Mined empty block range #7 to #\d+$/;
    const withoutRanges = (lines: string[]) => lines.filter((line) => !range.test(line));
    assert.ok(ours.some((line) => range.test(line)));
    assert.deepEqual(withoutRanges(ours), withoutRanges(stock));
    assert.ok(ours.some((line) => line.startsWith("Mined empty block #7 with base fee ")));
    assert.ok(ours.includes("Mined block #6"));
  });

  it("shows the requests that Hardhat makes on its own to complete a transaction", async () => {
    await compare(async (network, { logged, encode }) => {
      for (let i = 0; i < 2; i++)
        await network.mine("eth_sendTransaction", { to: logged, data: encode("add(uint256)", 5) });
      await network.mine("eth_sendTransaction", { to: logged, data: encode("custom") });
      await network.ask("eth_call", { to: logged, data: encode("count") });
      await network.ask("eth_estimateGas", { to: logged, data: encode("count") });
    });
  });

  it("shows failures that are no errors of the request", async () => {
    await compare(
      async (network, { logged, encode }) => {
        await network.send({ to: logged, data: encode("custom") });
        await network.ask("eth_call", { from: network.alice, to: logged, data: encode("logAndFail") });
        await network.ask("eth_chainId");
        await network.ask("eth_getBalance", network.alice, "0x9999");
      },
      { throwOnTransactionFailures: false, throwOnCallFailures: false },
    );
  });

  it("has no base fees before there were any", async () => {
    await compare(
      async (network) => {
        await network.mine("evm_mine");
        await network.mine("hardhat_mine", "0x10");
        await network.ask("evm_setAutomine", false);
        await network.send({ data: "0x6001600055" });
        await network.mine("evm_mine");
        await network.ask("eth_call", { from: network.alice, to: `0x${"9".padStart(40, "0")}`, data: "0x" });
        await network.ask("eth_call", { from: network.alice, to: `0x${"a".padStart(40, "0")}`, data: "0x" });
      },
      { hardfork: "berlin" },
    );
  });

  it("is switched on and off by request, and leaves what contracts log", async () => {
    const lines = await compare(async (network, { logged, encode }) => {
      await network.ask("hardhat_setLoggingEnabled", false);
      await network.ask("eth_chainId");
      await network.ask("eth_call", {
        from: network.alice,
        to: logged,
        data: encode("add(uint256,string)", 5, "silence"),
      });
    });
    assert.deepEqual(lines.slice(-3), ["added 5 because of silence", "two\nlines", ""]);
  });
});
