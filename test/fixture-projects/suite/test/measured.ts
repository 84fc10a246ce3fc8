import { expect } from "chai";
import { network } from "hardhat";

/** For figures that are compared: what each network executes is the same, statement by statement. */

const { ethers, networkHelpers, provider } = await network.create();

describe("measured", () => {
  it("transfers, mints and pays", async () => {
    const [owner, alice] = await ethers.getSigners();
    const token = await ethers.deployContract("Token", [100n]);
    await token.transfer(alice.address, 5n);
    await token.mint(alice.address, 5n);
    await token.payOut(alice.address, { value: 7n });
    await expect(token.connect(alice).mint(owner.address, 1n)).to.be.revertedWith("not the owner");
    await expect(token.connect(alice).transfer(owner.address, 100n)).to.be.revert(ethers);
    expect(await token.balanceOf(alice.address)).to.equal(10n);
  });

  it("covers by calls and estimations alone", async () => {
    const failing = await ethers.deployContract("Failing", [false]);
    await failing.log();
    await failing.set.estimateGas(3n);
    await expect(failing.custom()).to.be.revert(ethers);
  });

  it("covers through a proxy, and in a block of several transactions", async () => {
    const outer = await ethers.deployContract("Outer");
    await ethers.deployContract("Proxy", [await outer.getAddress()]);
    await provider.request({ method: "evm_setAutomine", params: [false] });
    for (let i = 0; i < 5; i++) await outer.bumpTwice({ gasLimit: 200_000n });
    await networkHelpers.mine();
    await provider.request({ method: "evm_setAutomine", params: [true] });
  });
});
