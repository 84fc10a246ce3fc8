import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, mine, time } = networkHelpers;

const RATE = 100n;
const DAY = 24 * 60 * 60;
const STAKES = [1n, 3n, 10n, 32n, 250n, 4_096n, 44_444n];

async function deploy() {
  const [owner, alice, bob] = await ethers.getSigners();
  const ledger = await ethers.deployContract("Ledger", [1_000_000_000n]);
  const staking = await ethers.deployContract("Staking", [ledger, RATE]);
  await ledger.transfer(staking, 500_000_000n);
  for (const user of [alice, bob]) {
    await ledger.transfer(user, 100_000n);
    await ledger.connect(user).approve(staking, ethers.MaxUint256);
  }
  return { ledger, staking, owner, alice, bob };
}

describe("staking", () => {
  for (const stake of STAKES) {
    describe(`of ${stake}`, () => {
      async function staked() {
        const deployed = await loadFixture(deploy);
        await deployed.staking.connect(deployed.alice).stake(stake);
        return deployed;
      }

      it("moves the tokens", async () => {
        const { ledger, staking, alice } = await loadFixture(deploy);
        await expect(staking.connect(alice).stake(stake)).to.changeTokenBalances(
          ethers,
          ledger,
          [alice, staking],
          [-stake, stake],
        );
      });

      it("emits an event", async () => {
        const { staking, alice } = await loadFixture(deploy);
        await expect(staking.connect(alice).stake(stake)).to.emit(staking, "Staked").withArgs(alice.address, stake);
      });

      it("adds up", async () => {
        const { staking, alice } = await loadFixture(staked);
        await staking.connect(alice).stake(stake);
        expect(await staking.staked(alice)).to.equal(2n * stake);
        expect(await staking.total()).to.equal(2n * stake);
      });

      for (const seconds of [10, 3_600, DAY, 30 * DAY]) {
        it(`earns in ${seconds} seconds`, async () => {
          const { staking, alice } = await loadFixture(staked);
          await time.increase(seconds);
          const earned = await staking.earned(alice);
          expect(earned).to.be.closeTo(BigInt(seconds) * RATE, stake + 1n);
        });
      }

      it("earns in proportion", async () => {
        const { staking, alice, bob } = await loadFixture(staked);
        await staking.connect(bob).stake(stake);
        const before = await staking.earned(alice);
        await mine(100, { interval: 60 });
        const gained = (await staking.earned(alice)) - before;
        expect(gained).to.be.closeTo(await staking.earned(bob), stake + RATE);
      });

      it("pays what was earned", async () => {
        const { ledger, staking, alice } = await loadFixture(staked);
        await time.increase(DAY);
        const before = await ledger.balanceOf(alice);
        await expect(staking.connect(alice).claim()).to.emit(staking, "Claimed");
        expect(await ledger.balanceOf(alice)).to.be.greaterThan(before);
      });

      it("is locked for a day", async () => {
        const { staking, alice } = await loadFixture(staked);
        const until = await staking.lockedUntil(alice);
        await expect(staking.connect(alice).withdraw(stake))
          .to.be.revertedWithCustomError(staking, "Locked")
          .withArgs(until);
        await time.increaseTo(until);
        await expect(staking.connect(alice).withdraw(stake)).to.emit(staking, "Withdrawn");
        expect(await staking.total()).to.equal(0n);
      });

      it("gives back no more than was staked", async () => {
        const { staking, alice } = await loadFixture(staked);
        await time.increase(2 * DAY);
        await expect(staking.connect(alice).withdraw(stake + 1n))
          .to.be.revertedWithCustomError(staking, "TooMuch")
          .withArgs(stake + 1n, stake);
      });

      it("goes back to where it was", async () => {
        const { staking, alice } = await loadFixture(staked);
        const snapshot = await networkHelpers.takeSnapshot();
        await staking.connect(alice).stake(stake);
        await snapshot.restore();
        expect(await staking.staked(alice)).to.equal(stake);
      });

      it("works for contracts that are impersonated", async () => {
        const { ledger, staking } = await loadFixture(deploy);
        const whale = await ethers.getImpersonatedSigner(await ledger.getAddress());
        await networkHelpers.setBalance(whale.address, ethers.parseEther("1"));
        await ledger.mint(whale, stake);
        await ledger.connect(whale).approve(staking, stake);
        await staking.connect(whale).stake(stake);
        expect(await staking.staked(whale)).to.equal(stake);
      });
    });
  }

  it("of nothing is refused", async () => {
    const { staking, alice } = await loadFixture(deploy);
    await expect(staking.connect(alice).stake(0n)).to.be.revertedWith("nothing to stake");
  });
});
