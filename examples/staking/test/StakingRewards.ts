import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { network } from "hardhat";
import { mineTogether } from "./helpers/one-block.ts";
import { approveAll, DAY, deployTokens, REWARD, STAKE } from "./helpers/stakers.ts";

const { viem, networkHelpers } = await network.create();

/** Rewards for a week have begun. */
async function opened() {
  const tokens = await deployTokens(viem);
  const { stakingToken, rewardsToken } = tokens;
  const staking = await viem.deployContract("StakingRewards", [stakingToken.address, rewardsToken.address]);
  await approveAll(tokens, staking.address);
  await rewardsToken.write.transfer([staking.address, REWARD]);
  await staking.write.notifyRewardAmount([REWARD]);
  return { ...tokens, staking };
}

/** Everybody has staked the same, and half of the week is over. */
async function staked() {
  const deployed = await opened();
  for (const account of deployed.stakers) {
    await deployed.staking.write.stake([STAKE], { account });
  }
  await networkHelpers.time.increase((7 * DAY) / 2);
  return deployed;
}

describe("StakingRewards", () => {
  it("shares the rewards of a second among those who stake in it", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(staked);

    for (const { address } of stakers) {
      const earned = await staking.read.earned([address]);
      const expected = REWARD / 2n / 16n;
      // Those who came first were alone for some seconds.
      assert.ok(earned > (expected * 99n) / 100n && earned < (expected * 101n) / 100n, `${earned} of ${expected}`);
    }
  });

  it("refuses to pay out more than was staked", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(staked);

    await viem.assertions.revertWithCustomErrorWithArgs(
      staking.write.withdraw([STAKE + 1n], { account: stakers[0] }),
      staking,
      "NotEnough",
      [STAKE, STAKE + 1n],
    );
  });

  it("promises no more rewards than it has", async () => {
    const { staking } = await networkHelpers.loadFixture(opened);

    await viem.assertions.revertWithCustomError(staking.write.notifyRewardAmount([REWARD]), staking, "RewardTooHigh");
  });

  it("takes the stakes of sixteen people in a block", async () => {
    const { staking, stakers } = await networkHelpers.loadFixture(opened);

    await mineTogether(
      viem,
      stakers.map((account) => () => staking.write.stake([STAKE], { account })),
    );

    assert.equal(await staking.read.totalSupply(), 16n * STAKE);
  });

  it("pays sixteen people their rewards in a block", async () => {
    const { staking, stakers, rewardsToken } = await networkHelpers.loadFixture(staked);

    await mineTogether(
      viem,
      stakers.map((account) => () => staking.write.getReward({ account })),
    );

    for (const { address } of stakers) {
      assert.equal(await staking.read.earned([address]), 0n);
      assert.ok((await rewardsToken.read.balanceOf([address])) > 0n);
    }
  });

  it("gives sixteen people their stakes back in a block", async () => {
    const { staking, stakers, stakingToken } = await networkHelpers.loadFixture(staked);

    await mineTogether(
      viem,
      stakers.map((account) => () => staking.write.withdraw([STAKE], { account })),
    );

    for (const { address } of stakers) {
      assert.equal(await stakingToken.read.balanceOf([address]), 2n * STAKE);
    }
  });
});
