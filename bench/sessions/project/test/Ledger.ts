import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;

const SUPPLY = 1_000_000n;
const AMOUNTS = [0n, 1n, 2n, 7n, 10n, 99n, 1_000n, 54_321n, 999_999n, SUPPLY];

async function deploy() {
  const [owner, alice, bob, carol] = await ethers.getSigners();
  const ledger = await ethers.deployContract("Ledger", [SUPPLY]);
  return { ledger, owner, alice, bob, carol };
}

async function approved() {
  const { ledger, owner, alice, bob, carol } = await loadFixture(deploy);
  await ledger.approve(alice, 1_000n);
  return { ledger, owner, alice, bob, carol };
}

async function paused() {
  const { ledger, owner, alice, bob } = await loadFixture(deploy);
  await ledger.pause();
  return { ledger, owner, alice, bob };
}

describe("a ledger", () => {
  it("knows its name, symbol and decimals", async () => {
    const { ledger } = await loadFixture(deploy);
    expect(await ledger.name()).to.equal("Ledger");
    expect(await ledger.symbol()).to.equal("LGR");
    expect(await ledger.decimals()).to.equal(18n);
    expect(await ledger.totalSupply()).to.equal(SUPPLY);
  });

  for (const amount of AMOUNTS) {
    describe(`when ${amount} are transferred`, () => {
      it("moves the balances", async () => {
        const { ledger, owner, alice } = await loadFixture(deploy);
        await expect(ledger.transfer(alice, amount)).to.changeTokenBalances(
          ethers,
          ledger,
          [owner, alice],
          [-amount, amount],
        );
      });

      it("emits an event", async () => {
        const { ledger, owner, alice } = await loadFixture(deploy);
        await expect(ledger.transfer(alice, amount))
          .to.emit(ledger, "Transfer")
          .withArgs(owner.address, alice.address, amount);
      });

      it("leaves the supply alone", async () => {
        const { ledger, alice } = await loadFixture(deploy);
        await ledger.transfer(alice, amount);
        expect(await ledger.totalSupply()).to.equal(SUPPLY);
      });

      it("can be sent back", async () => {
        const { ledger, owner, alice } = await loadFixture(deploy);
        await ledger.transfer(alice, amount);
        await ledger.connect(alice).transfer(owner, amount);
        expect(await ledger.balanceOf(owner)).to.equal(SUPPLY);
      });

      it("fails for who has one less", async () => {
        const { ledger, alice, bob } = await loadFixture(deploy);
        await ledger.transfer(alice, amount);
        await expect(ledger.connect(alice).transfer(bob, amount + 1n))
          .to.be.revertedWithCustomError(ledger, "ERC20InsufficientBalance")
          .withArgs(alice.address, amount, amount + 1n);
      });

      it("fails towards the zero address", async () => {
        const { ledger } = await loadFixture(deploy);
        await expect(ledger.transfer(ethers.ZeroAddress, amount))
          .to.be.revertedWithCustomError(ledger, "ERC20InvalidReceiver")
          .withArgs(ethers.ZeroAddress);
      });

      it("fails while paused", async () => {
        const { ledger, alice } = await loadFixture(paused);
        await expect(ledger.transfer(alice, amount)).to.be.revertedWithCustomError(ledger, "EnforcedPause");
      });
    });

    describe(`when ${amount} are approved`, () => {
      it("remembers the allowance", async () => {
        const { ledger, owner, alice } = await loadFixture(deploy);
        await expect(ledger.approve(alice, amount)).to.emit(ledger, "Approval");
        expect(await ledger.allowance(owner, alice)).to.equal(amount);
      });

      it("lets the spender spend it", async () => {
        const { ledger, owner, alice, bob } = await loadFixture(deploy);
        await ledger.approve(alice, amount);
        await ledger.connect(alice).transferFrom(owner, bob, amount);
        expect(await ledger.balanceOf(bob)).to.equal(amount);
        expect(await ledger.allowance(owner, alice)).to.equal(0n);
      });

      it("lets the spender spend no more", async () => {
        const { ledger, owner, alice, bob } = await loadFixture(deploy);
        await ledger.approve(alice, amount);
        await expect(ledger.connect(alice).transferFrom(owner, bob, amount + 1n))
          .to.be.revertedWithCustomError(ledger, "ERC20InsufficientAllowance")
          .withArgs(alice.address, amount, amount + 1n);
      });

      it("is approved by a signature as well", async () => {
        const { ledger, owner, alice } = await loadFixture(deploy);
        const deadline = (await time.latest()) + 3600;
        const domain = {
          name: "Ledger",
          version: "1",
          chainId: (await ethers.provider.getNetwork()).chainId,
          verifyingContract: await ledger.getAddress(),
        };
        const types = {
          Permit: ["owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"].map(
            (field) => ({ name: field.split(" ")[0] as string, type: field.split(" ")[1] as string }),
          ),
        };
        const value = { owner: owner.address, spender: alice.address, value: amount, nonce: 0n, deadline };
        const { v, r, s } = ethers.Signature.from(await owner.signTypedData(domain, types, value));
        await ledger.connect(alice).permit(owner, alice, amount, deadline, v, r, s);
        expect(await ledger.allowance(owner, alice)).to.equal(amount);
        await time.increaseTo(deadline + 1);
        await expect(ledger.permit(owner, alice, amount, deadline, v, r, s))
          .to.be.revertedWithCustomError(ledger, "ERC2612ExpiredSignature")
          .withArgs(deadline);
      });
    });

    describe(`when ${amount} are minted`, () => {
      it("adds to the supply", async () => {
        const { ledger, alice } = await loadFixture(deploy);
        await ledger.mint(alice, amount);
        expect(await ledger.totalSupply()).to.equal(SUPPLY + amount);
      });

      it("is refused to strangers", async () => {
        const { ledger, alice } = await loadFixture(deploy);
        await expect(ledger.connect(alice).mint(alice, amount))
          .to.be.revertedWithCustomError(ledger, "AccessControlUnauthorizedAccount")
          .withArgs(alice.address, await ledger.MINTER());
      });

      it("is possible for who is granted the role", async () => {
        const { ledger, alice, bob } = await loadFixture(deploy);
        await ledger.grantRole(await ledger.MINTER(), alice);
        await ledger.connect(alice).mint(bob, amount);
        expect(await ledger.balanceOf(bob)).to.equal(amount);
      });
    });
  }

  for (const amount of [1n, 500n, 1_000n]) {
    it(`lets ${amount} of an allowance of a thousand be spent`, async () => {
      const { ledger, owner, alice, carol } = await loadFixture(approved);
      await ledger.connect(alice).transferFrom(owner, carol, amount);
      expect(await ledger.allowance(owner, alice)).to.equal(1_000n - amount);
    });
  }

  it("goes on after a pause", async () => {
    const { ledger, alice } = await loadFixture(paused);
    await ledger.unpause();
    await ledger.transfer(alice, 1n);
    expect(await ledger.balanceOf(alice)).to.equal(1n);
  });
});
