import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { network } from "hardhat";
import { itServesSixteenPeople } from "./helpers/sixteen.ts";
import { approveAll, DAY, deployTokens, REWARD, STAKE } from "./helpers/stakers.ts";

const connection = await network.create();
const { viem, networkHelpers } = connection;

async function opened() {
  const tokens = await deployTokens(viem);
  const { stakingToken, rewardsToken } = tokens;
  const staking = await viem.deployContract("EpochStaking", [stakingToken.address, rewardsToken.address]);
  await approveAll(tokens, staking.address);
  const closeEpoch = async () => {
    await networkHelpers.time.increase(DAY);
    await staking.write.closeEpoch();
  };
  return { ...tokens, staking, closeEpoch };
}

/** Nobody has staked, and the epoch has rewards. */
async function promised() {
  const deployed = await opened();
  await deployed.staking.write.addReward([REWARD]);
  return deployed;
}

/** Everybody has staked the same in an epoch that is over, and the one that runs has rewards. */
async function staked() {
  const deployed = await opened();
  for (const account of deployed.stakers) {
    await deployed.staking.write.stake([STAKE], { account });
  }
  await deployed.closeEpoch();
  await deployed.staking.write.addReward([REWARD]);
  return deployed;
}

/** That epoch is over, too. */
async function earned() {
  const deployed = await staked();
  await deployed.closeEpoch();
  return deployed;
}

/** In the epoch with rewards, the first has left, the second has left half, and the third has staked once more. */
async function changed() {
  const deployed = await staked();
  const { staking, stakers } = deployed;
  const [first, second, third] = stakers;
  await staking.write.withdraw([STAKE], { account: first });
  await staking.write.withdraw([STAKE / 2n], { account: second });
  await staking.write.stake([STAKE], { account: third });
  await deployed.closeEpoch();
  return deployed;
}

/** Two more epochs are over, one without rewards and one with. */
async function later() {
  const deployed = await changed();
  await deployed.closeEpoch();
  await deployed.staking.write.addReward([REWARD]);
  await deployed.closeEpoch();
  return deployed;
}

describe("EpochStaking", () => {
  it("shares the rewards of an epoch among those who staked before it", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(earned);

    for (const { address } of stakers) {
      assert.equal(await staking.read.earned([address]), REWARD / 16n);
    }
  });

  it("gives no rewards of an epoch to what left or came in it", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(changed);
    const [first, second, third, ...others] = stakers;
    // 14 whole stakes and a half have earned.
    const whole = (REWARD * 2n) / 29n;

    assert.equal(await staking.read.earned([first.address]), 0n);
    assertClose(await staking.read.earned([second.address]), whole / 2n);
    for (const { address } of [third, ...others]) {
      assertClose(await staking.read.earned([address]), whole);
    }
  });

  it("counts what came in an epoch from the next one on", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(later);
    const [first, second, third, fourth] = stakers;
    const whole = (REWARD * 2n) / 29n;
    // 13 stakes, the half, and the third one's two.
    const wholeLater = (REWARD * 2n) / 31n;

    assert.equal(await staking.read.earned([first.address]), 0n);
    assertClose(await staking.read.earned([second.address]), (whole + wholeLater) / 2n);
    assertClose(await staking.read.earned([third.address]), whole + 2n * wholeLater);
    assertClose(await staking.read.earned([fourth.address]), whole + wholeLater);
  });

  it("never gives out more than there is", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(later);

    let sum = 0n;
    for (const { address } of stakers) {
      sum += await staking.read.earned([address]);
    }
    assert.ok(sum <= 2n * REWARD);
    assertClose(sum, 2n * REWARD);
  });

  it("keeps the rewards of an epoch in which nothing earned", async () => {
    const { staking, closeEpoch } = await networkHelpers.loadFixture(promised);

    await closeEpoch();

    assert.equal(await staking.read.pot(), REWARD);
  });

  it("closes no epoch before its time", async () => {
    const { staking } = await networkHelpers.loadFixture(opened);

    await viem.assertions.revertWithCustomError(staking.write.closeEpoch(), staking, "EpochRuns");
  });

  itServesSixteenPeople(connection, { opened, staked, earned });
});

/** But for what is rounded down. */
function assertClose(actual: bigint, expected: bigint) {
  const difference = actual > expected ? actual - expected : expected - actual;
  assert.ok(difference < 10_000n, `${actual} is not close to ${expected}`);
}
