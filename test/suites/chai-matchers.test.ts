import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { expect } from "chai";
import type { NetworkConnection } from "hardhat/types/network";
import { BothEngines, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";

// biome-ignore lint/suspicious/noExplicitAny: the contracts' types are generated for each project
type Any = any;

interface Parts {
  readonly ethers: NetworkConnection["ethers"];
  readonly connection: NetworkConnection;
  readonly token: Any;
  readonly failing: Any;
  readonly owner: Any;
  readonly alice: Any;
}

/** A scenario with contracts and accounts. */
function matching(run: (parts: Parts) => Promise<unknown>): Scenario {
  return async (connection) => {
    const { ethers } = connection;
    const [owner, alice] = await ethers.getSigners();
    const token = await ethers.deployContract("Token", [1_000n]);
    const failing = await ethers.deployContract("Failing", [false]);
    // What an assertion returns is chai's object, which holds the network.
    return void (await run({ ethers, connection, token, failing, owner, alice }));
  };
}

describe("chai matchers, on both networks", function () {
  this.timeout(120_000);
  let engines: BothEngines;
  before(async () => {
    engines = await BothEngines.create([hardhatToolboxMochaEthers]);
  });

  scenarios(() => engines, "value", {
    "pass for ether that moved": matching(async ({ ethers, token, owner, alice }) => {
      await expect(token.payOut(alice, { value: 7n })).to.changeEtherBalances(
        ethers,
        [owner, alice, token],
        [-7n, 7n, 0n],
      );
      await expect(() => owner.sendTransaction({ to: STRANGER, value: 3n })).to.changeEtherBalance(
        ethers,
        STRANGER,
        3n,
      );
      const tip = { maxPriorityFeePerGas: 5n * 10n ** 9n, maxFeePerGas: 10n ** 11n };
      await expect(owner.sendTransaction({ to: alice, value: 3n, ...tip })).to.changeEtherBalance(ethers, owner, -3n);
    }),
    "pass for ether that moved, with the fee": matching(async ({ ethers, owner, alice }) => {
      const sent = await owner.sendTransaction({ to: alice, value: 3n, gasPrice: 10n ** 10n });
      const fee = 21_000n * 10n ** 10n;
      await expect(sent).to.changeEtherBalance(ethers, owner, -3n - fee, { includeFee: true });
    }),
    "pass for tokens that moved": matching(async ({ ethers, token, owner, alice }) => {
      await expect(token.transfer(alice, 7n)).to.changeTokenBalances(ethers, token, [owner, alice], [-7n, 7n]);
      await expect(token.mint(alice, 7n)).to.changeTokenBalance(ethers, token, alice, 7n);
    }),
    "pass for several events of one transaction": matching(async ({ token, owner, alice }) => {
      const sent = await token.transfer(alice, 7n);
      await expect(sent).to.emit(token, "Transfer").withArgs(owner.address, alice.address, 7n);
      await expect(sent.wait()).to.emit(token, "Transfer");
      await expect(alice.sendTransaction({ to: owner })).not.to.emit(token, "Transfer");
    }),
    "pass for failures of calls, estimations, transactions and creations": matching(
      async ({ ethers, failing, token, alice }) => {
        await expect(failing.reason.staticCall(1n)).to.be.revertedWith("too small");
        await expect(failing.reason.estimateGas(1n)).to.be.revertedWith(/small$/);
        await expect(failing.reason(1n, { gasLimit: 100_000n })).to.be.revertedWith("too small");
        await expect(failing.panic(0n)).to.be.revertedWithPanic(0x12);
        await expect(failing.silent()).to.be.revertedWithoutReason(ethers);
        await expect(failing.invalidOpcode()).to.be.revertedWithoutReason(ethers);
        await expect(token.connect(alice).transfer(STRANGER, 1n))
          .to.be.revertedWithCustomError(token, "NotEnough")
          .withArgs(alice.address, 0n, (needed: bigint) => needed === 1n);
        const { bytecode } = await ethers.getContractFactory("Failing");
        await expect(alice.sendTransaction({ data: `${bytecode}${"01".padStart(64, "0")}` })).to.be.revertedWith(
          "constructor says no",
        );
      },
    ),
    "pass for transactions that waited": matching(async ({ connection, failing, token, alice }) => {
      const { provider, networkHelpers } = connection;
      await provider.request({ method: "evm_setAutomine", params: [false] });
      const fails = await failing.reason(1n, { gasLimit: 200_000n });
      await networkHelpers.mine();
      const moves = await token.transfer(alice, 3n, { gasLimit: 200_000n });
      await networkHelpers.mine(2);
      await provider.request({ method: "evm_setAutomine", params: [true] });
      await expect(Promise.resolve(fails)).to.be.revertedWith("too small");
      await expect(moves).to.emit(token, "Transfer");
      await expect(moves).to.changeTokenBalance(connection.ethers, token, alice, 3n);
    }),
    "pass in the block of the failure, not in a later one": matching(async ({ connection, failing }) => {
      const { networkHelpers } = connection;
      const now = await networkHelpers.time.latest();
      await expect(failing.before(now + 1_000)).to.be.revertedWith("in time");
      await networkHelpers.time.increase(2_000);
      await expect(failing.before(now + 1_000)).to.be.revertedWith("too late");
    }),
  });

  scenarios(() => engines, "error", {
    "say how much ether moved": matching(({ ethers, owner, alice }) =>
      expect(owner.sendTransaction({ to: alice, value: 3n })).to.changeEtherBalance(ethers, alice, 4n),
    ),
    "say whose ether moved": matching(({ ethers, owner, alice }) =>
      expect(owner.sendTransaction({ to: alice, value: 3n })).to.changeEtherBalances(ethers, [owner, alice], [-3n, 2n]),
    ),
    "say how many tokens moved": matching(({ ethers, token, alice }) =>
      expect(token.transfer(alice, 3n)).to.changeTokenBalance(ethers, token, alice, 4n),
    ),
    "say which argument of an event differs": matching(({ token, owner, alice }) =>
      expect(token.transfer(alice, 3n)).to.emit(token, "Transfer").withArgs(owner.address, alice.address, 4n),
    ),
    "say that an event is missing": matching(({ token, owner, alice }) =>
      expect(owner.sendTransaction({ to: alice })).to.emit(token, "Transfer"),
    ),
    "say that it did not revert": matching(({ ethers, failing }) => expect(failing.set(1n)).to.be.revert(ethers)),
    "say that it reverted": matching(({ ethers, failing }) => expect(failing.reason(1n)).not.to.be.revert(ethers)),
    "say with which reason it reverted": matching(({ failing }) =>
      expect(failing.reason(1n)).to.be.revertedWith("other"),
    ),
    "say that it reverted with a custom error": matching(({ failing }) =>
      expect(failing.custom()).to.be.revertedWith("x"),
    ),
    "say with which panic it reverted": matching(({ failing }) =>
      expect(failing.panic(0n)).to.be.revertedWithPanic(0x11),
    ),
    "say that it reverted without a reason": matching(({ failing }) =>
      expect(failing.silent()).to.be.revertedWith("x"),
    ),
    "say that it ran out of gas": matching(({ failing }) =>
      expect(failing.burn({ gasLimit: 100_000n })).to.be.revertedWith("x"),
    ),
    "say that the arguments of a custom error differ": matching(({ failing }) =>
      expect(failing.custom()).to.be.revertedWithCustomError(failing, "Custom").withArgs(1n, "hey"),
    ),
    "say that another custom error was expected": matching(({ failing, token, alice }) =>
      expect(token.connect(alice).transfer(STRANGER, 1n)).to.be.revertedWithCustomError(failing, "Custom"),
    ),
    "say that an error of the network is no revert": matching(({ owner }) =>
      expect(owner.sendTransaction({ to: STRANGER, nonce: 0 })).to.be.revertedWith("x"),
    ),
    "say that too little ether is no revert": matching(({ ethers, owner }) =>
      expect(owner.sendTransaction({ to: STRANGER, value: 10n ** 30n })).to.be.revertedWithoutReason(ethers),
    ),
  });
});
