import assert from "node:assert/strict";
import { it } from "node:test";
import type { NetworkConnection } from "hardhat/types/network";
import { mineTogether } from "./one-block.ts";
import { type deployTokens, STAKE } from "./stakers.ts";

type Fixture = () => Promise<Awaited<ReturnType<typeof deployTokens>> & { staking: { address: `0x${string}` } }>;

interface Fixtures {
  readonly opened: Fixture;
  /** Everybody has staked once. */
  readonly staked: Fixture;
  /** Everybody has earned something, too. */
  readonly earned: Fixture;
}

/** What both contracts do for sixteen people, before and after the remedy. Only the report differs. */
export function itServesSixteenPeople(
  { viem, networkHelpers }: Pick<NetworkConnection, "viem" | "networkHelpers">,
  { opened, staked, earned }: Fixtures,
): void {
  async function load(fixture: Fixture) {
    const deployed = await networkHelpers.loadFixture(fixture);
    return { ...deployed, staking: await viem.getContractAt("IStaking", deployed.staking.address) };
  }

  it("refuses to pay out more than was staked", async () => {
    const { staking, stakers } = await load(staked);

    await viem.assertions.revertWithCustomErrorWithArgs(
      staking.write.withdraw([STAKE + 1n], { account: stakers[0] }),
      staking,
      "NotEnough",
      [STAKE, STAKE + 1n],
    );
  });

  it("takes the stakes of sixteen people in a block", async () => {
    const { staking, stakers } = await load(opened);

    await mineTogether(
      viem,
      stakers.map((account) => () => staking.write.stake([STAKE], { account })),
    );

    assert.equal(await staking.read.totalSupply(), 16n * STAKE);
  });

  it("pays sixteen people their rewards in a block", async () => {
    const { staking, stakers, rewardsToken } = await load(earned);

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
    const { staking, stakers, stakingToken } = await load(staked);

    await mineTogether(
      viem,
      stakers.map((account) => () => staking.write.withdraw([STAKE], { account })),
    );

    for (const { address } of stakers) {
      assert.equal(await stakingToken.read.balanceOf([address]), 2n * STAKE);
    }
  });
}
