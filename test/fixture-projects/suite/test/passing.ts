import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers, provider } = await network.create();
const { loadFixture, time } = networkHelpers;

async function deployToken() {
  const [owner, alice, bob] = await ethers.getSigners();
  const token = await ethers.deployContract("Token", [1_000_000n]);
  return { token, owner, alice, bob };
}

async function deployFailing() {
  const failing = await ethers.deployContract("Failing", [false]);
  return { failing };
}

describe("token", () => {
  it("deploys with the supply of its owner", async () => {
    const { token, owner } = await loadFixture(deployToken);
    expect(await token.balanceOf(owner.address)).to.equal(1_000_000n);
    expect(await token.totalSupply()).to.equal(1_000_000n);
  });

  it("emits events with their arguments", async () => {
    const { token, owner, alice } = await loadFixture(deployToken);
    await expect(token.transfer(alice.address, 5n))
      .to.emit(token, "Transfer")
      .withArgs(owner.address, alice.address, 5n);
    await expect(token.connect(alice).transfer(owner.address, 1n)).to.emit(token, "Transfer");
  });

  it("moves token balances", async () => {
    const { token, owner, alice } = await loadFixture(deployToken);
    await expect(() => token.transfer(alice.address, 7n)).to.changeTokenBalances(
      ethers,
      token,
      [owner, alice],
      [-7n, 7n],
    );
    await expect(token.transfer(alice.address, 2n)).to.changeTokenBalance(ethers, token, alice, 2n);
  });

  it("moves ether balances", async () => {
    const { token, owner, alice, bob } = await loadFixture(deployToken);
    await expect(owner.sendTransaction({ to: bob.address, value: 200n })).to.changeEtherBalances(
      ethers,
      [owner, bob],
      [-200n, 200n],
    );
    await expect(token.payOut(alice.address, { value: 99n })).to.changeEtherBalance(ethers, alice, 99n);
    await expect(
      owner.sendTransaction({ to: bob.address, value: 200n, gasPrice: ethers.parseUnits("50", "gwei") }),
    ).to.changeEtherBalance(ethers, owner, -200n);
  });

  it("reverts with a custom error and its arguments", async () => {
    const { token, owner, alice } = await loadFixture(deployToken);
    await expect(token.connect(alice).transfer(owner.address, 1n))
      .to.be.revertedWithCustomError(token, "NotEnough")
      .withArgs(alice.address, 0n, 1n);
  });

  it("reverts with a reason", async () => {
    const { token, alice } = await loadFixture(deployToken);
    await expect(token.connect(alice).mint(alice.address, 1n)).to.be.revertedWith("not the owner");
    await expect(token.connect(alice).mint(alice.address, 1n)).to.be.revert(ethers);
    await expect(token.mint(alice.address, 1n)).not.to.be.revert(ethers);
  });

  it("starts from the fixture again", async () => {
    const { token, owner } = await loadFixture(deployToken);
    expect(await token.balanceOf(owner.address)).to.equal(1_000_000n);
  });
});

describe("failures", () => {
  it("of every kind are matched", async () => {
    const { failing } = await loadFixture(deployFailing);
    await expect(failing.reason(5n)).to.be.revertedWith("too small");
    await expect(failing.custom()).to.be.revertedWithCustomError(failing, "Custom").withArgs(0n, "hey");
    await expect(failing.panic(0n)).to.be.revertedWithPanic(0x12n);
    await expect(failing.overflow()).to.be.revertedWithPanic();
    await expect(failing.silent()).to.be.revertedWithoutReason(ethers);
    await expect(failing.create()).to.be.revertedWith("stillborn");
    await expect(failing.pay({ value: 5n })).to.be.revertedWith("wrong amount");
    await expect(failing.reason(5n, { gasLimit: 200_000n })).to.be.revertedWith("too small");
    await expect(failing.reason(11n)).not.to.be.revert(ethers);
    await expect(failing.invalidOpcode()).to.be.revert(ethers);
    await expect(failing.burn({ gasLimit: 100_000n })).to.be.revert(ethers);
    await expect(failing.panic.staticCall(0n)).to.be.revertedWithPanic(0x12n);
    await expect(failing.reason.estimateGas(1n)).to.be.revertedWith("too small");
  });

  it("of constructors are matched", async () => {
    const factory = await ethers.getContractFactory("Failing");
    await expect(factory.deploy(true)).to.be.revertedWith("constructor says no");
  });

  it("that were mined have a receipt", async () => {
    const { failing } = await loadFixture(deployFailing);
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const sent = await failing.reason(1n, { gasLimit: 200_000n });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    await networkHelpers.mine();
    const receipt = await ethers.provider.getTransactionReceipt(sent.hash);
    expect(receipt?.status).to.equal(0);
    await expect(Promise.resolve(sent)).to.be.revertedWith("too small");
  });

  it("print what the contract logged, and so do calls and transactions that succeed", async () => {
    const { failing } = await loadFixture(deployFailing);
    await failing.set(42n);
    expect(await failing.log()).to.equal(42n);
    await expect(failing.reason(1n)).to.be.revertedWith("too small");
  });
});

describe("network helpers", () => {
  it("move time", async () => {
    const { failing } = await loadFixture(deployFailing);
    const now = await time.latest();
    await time.increase(1000);
    expect(await time.latest()).to.equal(now + 1000);
    await time.increaseTo(now + 5000);
    expect(await time.latest()).to.equal(now + 5000);
    await time.setNextBlockTimestamp(now + 9000);
    await expect(failing.before.staticCall(now + 100, { blockTag: "latest" })).to.be.revertedWith("too late");
    await expect(failing.before.send(now + 8000, { gasLimit: 100_000n })).to.be.revertedWith("too late");
    expect(await time.latest()).to.equal(now + 9000);
    await expect(failing.before(now + 100_000)).to.be.revertedWith("in time");
  });

  it("mine blocks", async () => {
    const { failing } = await loadFixture(deployFailing);
    const start = await time.latestBlock();
    await networkHelpers.mine(10, { interval: 7 });
    expect(await time.latestBlock()).to.equal(start + 10);
    await networkHelpers.mineUpTo(start + 20);
    expect(await time.latestBlock()).to.equal(start + 20);
    await expect(failing.atBlock.send(start + 21, { gasLimit: 100_000n })).to.be.revertedWith("at the block");
    await expect(failing.atBlock.send(start + 21, { gasLimit: 100_000n })).to.be.revertedWith("at another block");
  });

  it("impersonate and set balances", async () => {
    const { token } = await loadFixture(deployToken);
    const stranger = "0x00000000000000000000000000000000000000aa";
    await networkHelpers.impersonateAccount(stranger);
    await networkHelpers.setBalance(stranger, ethers.parseEther("3"));
    expect(await ethers.provider.getBalance(stranger)).to.equal(ethers.parseEther("3"));
    const signer = await ethers.getSigner(stranger);
    await expect(token.connect(signer).mint(stranger, 1n)).to.be.revertedWith("not the owner");
    await signer.sendTransaction({
      to: await token.getAddress(),
      value: 0n,
      data: token.interface.encodeFunctionData("transfer", [stranger, 0n]),
    });
    await networkHelpers.stopImpersonatingAccount(stranger);
  });

  it("set code, storage and nonces", async () => {
    const { failing } = await loadFixture(deployFailing);
    const copy = "0x00000000000000000000000000000000000000bb";
    await networkHelpers.setCode(copy, await ethers.provider.getCode(await failing.getAddress()));
    await networkHelpers.setStorageAt(copy, 0, 77n);
    const there = await ethers.getContractAt("Failing", copy);
    expect(await there.value()).to.equal(77n);
    expect(await networkHelpers.getStorageAt(copy, 0)).to.equal(ethers.toBeHex(77n, 32));
    await expect(there.custom()).to.be.revertedWithCustomError(there, "Custom").withArgs(77n, "hey");
    await networkHelpers.setNonce(copy, 9n);
    expect(await ethers.provider.getTransactionCount(copy)).to.equal(9);
  });

  it("go back to snapshots", async () => {
    const { failing } = await loadFixture(deployFailing);
    const snapshot = await networkHelpers.takeSnapshot();
    await failing.set(5n);
    await snapshot.restore();
    expect(await failing.value()).to.equal(0n);
  });

  it("set the environment of the next block", async () => {
    const { failing } = await loadFixture(deployFailing);
    await networkHelpers.setCoinbase("0x00000000000000000000000000000000000000cc");
    await networkHelpers.setNextBlockBaseFeePerGas(12_345n);
    await networkHelpers.setPrevRandao(99n);
    await time.setNextBlockTimestamp(4_000_000_000);
    await networkHelpers.setBlockGasLimit(20_000_000n);
    const number = (await time.latestBlock()) + 1;
    await expect(failing.environment.send({ gasLimit: 500_000n, gasPrice: 10n ** 10n })).to.be.revertedWith(
      `${number} 4000000000 12345 204 99 20000000`,
    );
  });
});

describe("accounts", () => {
  it("sign messages and transactions", async () => {
    const [signer] = await ethers.getSigners();
    const signature = await signer.signMessage("hello");
    expect(ethers.verifyMessage("hello", signature)).to.equal(signer.address);
    const wallet = ethers.Wallet.createRandom().connect(ethers.provider);
    await networkHelpers.setBalance(wallet.address, ethers.parseEther("1"));
    await expect(wallet.sendTransaction({ to: signer.address, value: 1n })).to.changeEtherBalance(ethers, signer, 1n);
  });
});

describe("blocks of many transactions", () => {
  it("are mined with automine off", async () => {
    const { token, owner } = await loadFixture(deployToken);
    const signers = (await ethers.getSigners()).slice(1, 11);
    await Promise.all(signers.map((signer) => token.transfer(signer.address, 100n)));
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const sends = await Promise.all(
      signers.map((signer, i) =>
        token.connect(signer).transfer(`0x${(i + 1).toString(16).padStart(40, "0")}`, 1n, { gasLimit: 100_000n }),
      ),
    );
    await networkHelpers.mine();
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const receipts = await Promise.all(sends.map((sent) => sent.wait()));
    expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1);
    expect(receipts.every((receipt) => receipt?.status === 1)).to.equal(true);
    expect(await token.balanceOf(owner.address)).to.equal(1_000_000n - 1000n);
  });
});
