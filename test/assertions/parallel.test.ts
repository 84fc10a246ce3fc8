import assert from "node:assert/strict";
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { BaseContract, ContractTransactionResponse } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { beginMochaTest } from "../../plugin/hooks/mocha-tests.ts";
import { connect } from "./ground.ts";

type Send = (...args: unknown[]) => Promise<ContractTransactionResponse>;
type Token = BaseContract &
  Record<"mint" | "burn" | "move" | "count" | "refuse", Send> & {
    connect(signer: unknown): Token;
    totalSupply(): Promise<bigint>;
  };
type Connection = NetworkConnection & { readonly ethers: HardhatEthers };

describe("parallel of a connection", function () {
  this.timeout(120_000);
  let connection: Connection;
  let token: Token;
  let users: readonly { readonly address: string }[];
  let snapshot: unknown;

  before(async () => {
    connection = (await connect()) as Connection;
    token = (await connection.ethers.deployContract("Token")) as unknown as Token;
    users = await connection.ethers.getSigners();
    await token.mint(1_000n);
  });

  after(() => connection.close());

  beforeEach(async () => {
    snapshot = await rpc("evm_snapshot");
  });

  afterEach(async () => {
    await rpc("evm_revert", snapshot);
  });

  function rpc(method: string, ...params: unknown[]): Promise<unknown> {
    return connection.provider.request({ method, params });
  }

  async function height(): Promise<number> {
    return Number(await rpc("eth_blockNumber"));
  }

  async function minesAtOnce(): Promise<void> {
    const before = await height();
    await token.count();
    assert.equal(await height(), before + 1);
  }

  const mints = (count: number) => async () => {
    for (const user of users.slice(0, count)) await token.connect(user).mint(1n);
  };

  describe("block", () => {
    it("mines what the callback sends as one block, and reports on it", async () => {
      const { parallel } = connection;
      const before = await height();
      const report = await parallel.block(mints(8));
      assert.equal(await height(), before + 1);
      assert.equal(report.name, `block ${before + 1}`);
      assert.equal(report.transactions.length, 8);
      assert.equal(report.waves, 8);
      const [conflict] = report.conflicts;
      assert.equal(conflict?.variable, "Token.totalSupply");
      assert.deepEqual(conflict?.functions, ["Token.mint", "Token.mint"]);
      assert.deepEqual(conflict?.source, { file: "contracts/Token.sol", line: 5 });
      assert.equal(conflict?.places[0]?.read?.line, 12);
      await minesAtOnce();
    });

    it("takes promises that the callback returns", async () => {
      const { parallel } = connection;
      const report = await parallel.block(() => users.slice(0, 3).map((user) => token.connect(user).count()));
      assert.equal(report.transactions.length, 3);
    });

    it("keeps the order in which they are sent, whatever they pay", async () => {
      const { parallel } = connection;
      const report = await parallel.block(async () => {
        for (const [index, user] of users.slice(0, 6).entries()) {
          await token.connect(user).mint(1n, { maxPriorityFeePerGas: 1_000_000_000n * BigInt(index + 1) });
        }
      });
      assert.deepEqual(
        report.transactions.map(({ from }) => from),
        users.slice(0, 6).map(({ address }) => address.toLowerCase()),
      );
    });

    it("names it as it is told", async () => {
      const { parallel } = connection;
      assert.equal((await parallel.block(mints(2), { name: "payday" })).name, "payday");
    });

    it("leaves mining as it was, also when it was off", async () => {
      const { parallel } = connection;
      await rpc("evm_setAutomine", false);
      try {
        await parallel.block(mints(2));
        const before = await height();
        await token.count({ gasLimit: 100_000n });
        assert.equal(await height(), before);
        await rpc("evm_mine");
      } finally {
        await rpc("evm_setAutomine", true);
      }
    });

    it("mines nothing when the callback throws, and then goes on as before", async () => {
      const { parallel } = connection;
      const supply = await token.totalSupply();
      const run = parallel.block(async () => {
        await token.mint(5n);
        throw new Error("changed my mind");
      });
      await assert.rejects(run, /changed my mind/);
      await minesAtOnce();
      assert.equal(await token.totalSupply(), supply);
    });

    it("throws the error of a transaction that fails, as sending it does", async () => {
      const { parallel } = connection;
      const run = parallel.block(() => [token.count(), token.connect(users[1]).refuse({ gasLimit: 100_000n })]);
      await assert.rejects(run, (error: Error) => {
        assert.match(error.message, /reverted with reason string 'not today'/);
        assert.match(error.stack ?? "", /Token\.refuse \(contracts\/Token\.sol:\d+\)/);
        return true;
      });
      await minesAtOnce();
    });

    it("reports transactions that fail where that is allowed", async () => {
      const { parallel } = connection;
      const sends = () => [token.count(), token.connect(users[1]).refuse({ gasLimit: 100_000n })];
      const report = await parallel.block(sends, { mayFail: true });
      assert.deepEqual(
        report.failed.map((transaction) => transaction.function),
        ["Token.refuse"],
      );
      assert.match(String(report), /1 transaction failed \(Token\.refuse\)/);
    });

    it("does not wait for ever for the receipt of a transaction that it has not mined yet", async () => {
      const { parallel } = connection;
      const run = parallel.block(async () => {
        const sent = await token.mint(1n);
        await sent.wait();
      });
      await assert.rejects(run, /waits for the receipt of transaction 0x[0-9a-f]{64}, which is mined only when/);
      await minesAtOnce();
    });

    it("gives receipts afterwards", async () => {
      const { parallel } = connection;
      const sent: ContractTransactionResponse[] = [];
      await parallel.block(async () => {
        for (const user of users.slice(0, 2)) sent.push(await token.connect(user).mint(1n));
      });
      const receipts = await Promise.all(sent.map((transaction) => transaction.wait()));
      assert.deepEqual(
        receipts.map((receipt) => receipt?.index),
        [0, 1],
      );
    });

    for (const [method, params] of [
      ["evm_mine", []],
      ["evm_setAutomine", [true]],
      ["evm_snapshot", []],
      ["evm_revert", ["0x1"]],
    ] as const) {
      it(`refuses ${method} in the callback`, async () => {
        const { parallel } = connection;
        const run = parallel.block(async () => {
          await token.mint(1n);
          await rpc(method, ...params);
        });
        await assert.rejects(run, new RegExp(`${method} inside the callback of parallel.block`));
        await minesAtOnce();
      });
    }

    it("refuses to be empty", async () => {
      const { parallel } = connection;
      await assert.rejects(
        parallel.block(() => {}),
        /got no transaction.*Await every send/,
      );
      await minesAtOnce();
    });

    it("refuses to be within another one, or beside it", async () => {
      const { parallel } = connection;
      const run = parallel.block(async () => {
        await parallel.block(mints(1));
      });
      await assert.rejects(run, /parallel\.block runs on this connection already/);
      await minesAtOnce();
    });

    it("refuses to begin while transactions wait to be mined", async () => {
      const { parallel } = connection;
      await rpc("evm_setAutomine", false);
      try {
        await token.count({ gasLimit: 100_000n });
        await assert.rejects(parallel.block(mints(1)), /1 transaction waits to be mined already/);
        await rpc("evm_mine");
      } finally {
        await rpc("evm_setAutomine", true);
      }
    });

    it("says when not all of it fits into a block", async () => {
      const { parallel } = connection;
      await rpc("evm_setBlockGasLimit", "0x186a0");
      const run = parallel.block(() =>
        users.slice(0, 3).map((user) => token.connect(user).mint(1n, { gasLimit: 90_000n })),
      );
      await assert.rejects(run, /takes 1 of 3 transactions, the others are dropped.*Raise `blockGasLimit`/);
      await minesAtOnce();
    });
  });

  describe("group", () => {
    it("reports on transactions that are mined one by one as if they were one block", async () => {
      const { parallel } = connection;
      const before = await height();
      const report = await parallel.group(mints(4), "four mints");
      assert.equal(await height(), before + 4);
      assert.equal(report.name, "four mints");
      assert.equal(report.waves, 4);
      assert.equal(report.conflicts[0]?.variable, "Token.totalSupply");
    });

    it("leaves out what was taken back, and has what stands meet", async () => {
      const { parallel } = connection;
      const report = await parallel.group(async () => {
        await token.mint(1n);
        const here = await rpc("evm_snapshot");
        await token.burn(1n);
        await rpc("evm_revert", here);
        await token.connect(users[1]).mint(1n);
      });
      assert.deepEqual(
        report.transactions.map((transaction) => transaction.function),
        ["Token.mint", "Token.mint"],
      );
      assert.equal(report.waves, 2);
    });

    it("leaves out what a fixture sends that is loaded in it", async function () {
      const { parallel } = connection;
      beginMochaTest.call({ currentTest: this.test as never });
      const loadFixture = async () => {
        await token.mint(7n);
        await rpc("evm_snapshot");
      };
      const report = await parallel.group(async () => {
        await loadFixture();
        await token.count();
      });
      assert.deepEqual(
        report.transactions.map((transaction) => transaction.function),
        ["Token.count"],
      );
    });

    it("holds blocks, too", async () => {
      const { parallel } = connection;
      const report = await parallel.group(async () => {
        await parallel.block(mints(2));
        await token.connect(users[5]).mint(1n);
      });
      assert.deepEqual([report.transactions.length, report.waves], [3, 3]);
    });

    it("has a failed transaction in it that the callback puts up with", async () => {
      const { parallel } = connection;
      const report = await parallel.group(async () => {
        await assert.rejects(token.refuse({ gasLimit: 100_000n }));
        await token.count();
      });
      assert.deepEqual(
        report.transactions.map(({ succeeded }) => succeeded),
        [false, true],
      );
    });

    it("refuses to be empty, and to have transactions that are not mined", async () => {
      const { parallel } = connection;
      await assert.rejects(
        parallel.group(() => {}),
        /parallel\.group got no transaction/,
      );
      await rpc("evm_setAutomine", false);
      try {
        const run = parallel.group(() => token.count({ gasLimit: 100_000n }));
        await assert.rejects(run, /1 of the transactions that parallel\.group watched is not mined yet/);
        await rpc("evm_mine");
      } finally {
        await rpc("evm_setAutomine", true);
      }
    });
  });

  it("says how to get the engine where there is none", async () => {
    const plain = (await connect({ parallel: false })) as Connection;
    const { parallel } = plain;
    for (const run of [parallel.block(() => {}), parallel.group(() => {})]) {
      await assert.rejects(run, (error: Error) => {
        assert.equal(error.name, "HardhatPluginError");
        assert.match(
          error.message,
          /Set `parallel: true` on network "parallel" in the Hardhat config, or run the tests/,
        );
        return true;
      });
    }
    await plain.close();
  });

  it("does not throw for failed transactions where the network does not", async () => {
    const quiet = (await connect({ throwOnTransactionFailures: false })) as Connection;
    const { ethers, parallel } = quiet;
    const own = (await ethers.deployContract("Token")) as unknown as Token;
    const report = await parallel.block(() => own.refuse({ gasLimit: 100_000n }));
    assert.equal(report.failed.length, 1);
    await quiet.close();
  });
});
