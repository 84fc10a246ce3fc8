import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { network } from "hardhat";
import { itServesSixteenPeople } from "./helpers/sixteen.ts";
import { approveAll, DAY, deployTokens, REWARD, STAKE } from "./helpers/stakers.ts";

const connection = await network.create();
const { viem, networkHelpers } = connection;

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

  it("promises no more rewards than it has", async () => {
    const { staking } = await networkHelpers.loadFixture(opened);

    await viem.assertions.revertWithCustomError(staking.write.notifyRewardAmount([REWARD]), staking, "RewardTooHigh");
  });

  itServesSixteenPeople(connection, { opened, staked, earned: staked });
});
