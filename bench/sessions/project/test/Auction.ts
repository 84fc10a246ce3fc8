import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;

const BIDS = [1n, 5n, 1_000n, 10n ** 15n, 10n ** 18n];
const HOUR = 3600;

async function deploy() {
  const [seller, alice, bob, carol] = await ethers.getSigners();
  const collectible = await ethers.deployContract("Collectible");
  await collectible.mint(seller);
  const auction = await ethers.deployContract("Auction", [collectible, 0n, HOUR]);
  await collectible.approve(auction, 0n);
  return { collectible, auction, seller, alice, bob, carol };
}

describe("an auction", () => {
  for (const bid of BIDS) {
    describe(`with a bid of ${bid} wei`, () => {
      async function withBid() {
        const deployed = await loadFixture(deploy);
        await deployed.auction.connect(deployed.alice).bid({ value: bid });
        return deployed;
      }

      it("takes the ether", async () => {
        const { auction, alice } = await loadFixture(deploy);
        await expect(auction.connect(alice).bid({ value: bid })).to.changeEtherBalances(
          ethers,
          [alice, auction],
          [-bid, bid],
        );
      });

      it("tells of it", async () => {
        const { auction, alice } = await loadFixture(deploy);
        const sent = await auction.connect(alice).bid({ value: bid });
        const receipt = await sent.wait();
        expect(receipt?.logs).to.have.lengthOf(1);
        await expect(sent).to.emit(auction, "Bid").withArgs(alice.address, bid);
        const events = await auction.queryFilter(auction.filters.Bid(alice));
        expect(events.map(({ args }) => args.amount)).to.deep.equal([bid]);
      });

      it("refuses a bid that is not higher", async () => {
        const { auction, bob } = await loadFixture(withBid);
        await expect(auction.connect(bob).bid({ value: bid }))
          .to.be.revertedWithCustomError(auction, "TooLow")
          .withArgs(bid, bid);
      });

      it("refunds who was outbid", async () => {
        const { auction, alice, bob } = await loadFixture(withBid);
        await auction.connect(bob).bid({ value: bid + 1n });
        expect(await auction.bidder()).to.equal(bob.address);
        await expect(auction.connect(alice).refund()).to.changeEtherBalance(ethers, alice, bid);
        await expect(auction.connect(alice).refund()).to.be.revertedWith("nothing to refund");
      });

      it("goes to the highest of many", async () => {
        const { auction, collectible, alice, bob, carol } = await loadFixture(withBid);
        for (const [index, bidder] of [bob, carol, alice, bob].entries()) {
          await auction.connect(bidder).bid({ value: bid + BigInt(index) + 1n });
        }
        await time.increase(HOUR);
        await auction.end();
        expect(await collectible.ownerOf(0n)).to.equal(bob.address);
      });

      it("pays the seller", async () => {
        const { auction, seller, carol } = await loadFixture(withBid);
        await time.increase(HOUR);
        await expect(auction.connect(carol).end()).to.changeEtherBalance(ethers, seller, bid);
      });

      it("cannot end early", async () => {
        const { auction } = await loadFixture(withBid);
        await expect(auction.end())
          .to.be.revertedWithCustomError(auction, "NotOver")
          .withArgs(await auction.ends());
      });

      it("ends once", async () => {
        const { auction, alice } = await loadFixture(withBid);
        await time.increaseTo(await auction.ends());
        await expect(auction.end()).to.emit(auction, "Ended").withArgs(alice.address, bid);
        await expect(auction.end()).to.be.revertedWith("ended");
        await expect(auction.connect(alice).bid({ value: bid + 1n })).to.be.revertedWithCustomError(auction, "Over");
      });

      it("takes no bids of the seller", async () => {
        const { auction, seller } = await loadFixture(deploy);
        await expect(auction.connect(seller).bid({ value: bid })).to.be.revertedWith("sellers do not bid");
      });
    });
  }

  for (let count = 1; count <= 20; count++) {
    it(`sells out of a collection of ${count}`, async () => {
      const { collectible, seller, alice } = await loadFixture(deploy);
      for (let i = 1; i < count; i++) await collectible.mint(seller);
      await collectible.transferFrom(seller, alice, count - 1);
      expect(await collectible.balanceOf(alice)).to.equal(1n);
      expect(await collectible.tokenOfOwnerByIndex(alice, 0)).to.equal(BigInt(count - 1));
      await expect(collectible.ownerOf(count)).to.be.revertedWithCustomError(collectible, "ERC721NonexistentToken");
    });
  }
});
