import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import type { EnumerableDrop, SequentialDrop, ShardedDrop } from "../../types/ethers-contracts/index.ts";

const SUPPLY = 1024n;
/** Four for each of sixteen accounts, and one for each of the 64 shards. */
const SMALL_SUPPLY = 64n;
const MAX_PER_ACCOUNT = 4n;

type Drop = SequentialDrop | EnumerableDrop | ShardedDrop;

/** What every drop does, before and after the remedy. Only the report differs. */
export async function describeDrop(name: string, deployDrop: (ethers: HardhatEthers, supply: bigint) => Promise<Drop>) {
  const { ethers, networkHelpers } = await network.create();

  async function deploy(supply: bigint) {
    const [, ...others] = await ethers.getSigners();
    const drop = await deployDrop(ethers, supply);
    return { drop, minters: others.slice(0, 16), latecomer: others[16] };
  }

  async function opened() {
    return deploy(SUPPLY);
  }

  /** Everybody holds one token. */
  async function held() {
    const deployed = await deploy(SUPPLY);
    const { drop, minters } = deployed;
    for (const minter of minters) {
      await drop.connect(minter).mint();
    }
    const transfers = await drop.queryFilter(drop.filters.Transfer());
    const idOf = new Map(transfers.map(({ args }) => [args.to, args.tokenId]));
    return { ...deployed, ids: minters.map(({ address }) => idOf.get(address) ?? -1n) };
  }

  async function soldOut() {
    const deployed = await deploy(SMALL_SUPPLY);
    for (const minter of deployed.minters) {
      for (let i = 0n; i < MAX_PER_ACCOUNT; i++) {
        await deployed.drop.connect(minter).mint();
      }
    }
    return deployed;
  }

  describe(name, function () {
    it("gives the token to who mints it", async function () {
      const { drop, minters } = await networkHelpers.loadFixture(opened);
      const id = await drop.connect(minters[0]).mint.staticCall();

      await expect(drop.connect(minters[0]).mint())
        .to.emit(drop, "Transfer")
        .withArgs(ethers.ZeroAddress, minters[0].address, id);

      expect(await drop.ownerOf(id)).to.equal(minters[0].address);
      expect(await drop.minted()).to.equal(1n);
    });

    it("refuses an account more than its share", async function () {
      const { drop, minters } = await networkHelpers.loadFixture(soldOut);

      await expect(drop.connect(minters[0]).mint())
        .to.be.revertedWithCustomError(drop, "AccountLimit")
        .withArgs(minters[0].address);
    });

    it("gives every number once and then is sold out", async function () {
      const { drop, latecomer } = await networkHelpers.loadFixture(soldOut);
      const transfers = await drop.queryFilter(drop.filters.Transfer());
      const ids = transfers.map(({ args }) => args.tokenId).sort((a, b) => Number(a - b));

      expect(ids).to.deep.equal(Array.from({ length: Number(SMALL_SUPPLY) }, (_, i) => BigInt(i)));
      await expect(drop.connect(latecomer).mint()).to.be.revertedWithCustomError(drop, "SoldOut");
    });

    it("mints to sixteen people in a block", async function () {
      const { drop, minters } = await networkHelpers.loadFixture(opened);

      await mineTogether(
        ethers,
        minters.map((minter) => () => drop.connect(minter).mint()),
      );

      expect(await drop.minted()).to.equal(16n);
      for (const minter of minters) {
        expect(await drop.balanceOf(minter.address)).to.equal(1n);
      }
    });

    it("lets sixteen owners give their token away in a block", async function () {
      const { drop, minters, ids } = await networkHelpers.loadFixture(held);
      const friends = minters.map((_, i) => ethers.getAddress(`0x${(0xf0 + i).toString(16).padStart(40, "0")}`));

      await mineTogether(
        ethers,
        minters.map((owner, i) => () => drop.connect(owner).transferFrom(owner.address, friends[i], ids[i])),
      );

      for (const [i, friend] of friends.entries()) {
        expect(await drop.ownerOf(ids[i])).to.equal(friend);
      }
    });
  });
}
