import { expect } from "chai";
import { network } from "hardhat";

const { ethers } = await network.create("threads");

describe("Counter", function () {
  it("counts four callers in one block", async function () {
    const counter = await ethers.deployContract("Counter");
    const callers = (await ethers.getSigners()).slice(0, 4);

    await ethers.provider.send("evm_setAutomine", [false]);
    for (const caller of callers) {
      await counter.connect(caller).increment({ gasLimit: 200_000 });
    }
    await ethers.provider.send("evm_mine", []);

    expect(await counter.total()).to.equal(4n);
  });
});
