import { grows, isClock, PER_SHARE, PRICE, sharedNumbers } from "./clues.ts";
import type { MemberEvidence } from "./evidence.ts";
import type { Remedy } from "./remedy.ts";

export const rewardAccumulator: Remedy = {
  id: "reward-accumulator",
  title: "Fee or reward accumulator (reward per share)",
  advice: "Update the accumulator once in an epoch, not in each call.",
  cause:
    "Rewards are shared by one number, earned per share, which every call brings up to date before it does anything else. So every call writes what the next one reads, whoever they are.",
  recognisedBy:
    "A number that everybody meets on, that only grows, by more than one, and is called like an amount per share or an accumulator; or the timestamp of its last update, changed by the same transactions.",
  recognise(evidence) {
    const members = sharedNumbers(evidence);
    const { companions } = evidence;
    // The fees of a market accumulate in its trades, which wait for its price anyway.
    if ([...members, ...companions].some(({ name }) => PRICE.test(name))) return undefined;
    const accumulates = ({ name, moves }: MemberEvidence) => PER_SHARE.test(name) && grows(moves);
    if (members.some(accumulates)) return "high";
    return members.some(isClock) && companions.some(accumulates) ? "high" : undefined;
  },
  before: `
function pay() external payable {
    paidBy[msg.sender] += msg.value;
    _earnedPerShare += Math.mulDiv(msg.value, PRECISION, totalShares);
}`,
  after: `
uint256[SHARDS] private _payments;

// ...

function pay() external payable {
    paidBy[msg.sender] += msg.value;
    _payments[uint160(msg.sender) % SHARDS] += msg.value;
}

function checkpoint() external {
    uint256 payments;
    for (uint256 i = 0; i < SHARDS; i++) payments += _payments[i];
    _earnedPerShare += Math.mulDiv(payments - _sharedOut, PRECISION, totalShares);
    _sharedOut = payments;
}`,
  effect:
    "Payments write a part of their own. Members who settle between two checkpoints only read the accumulator, and readers never wait for each other.",
  tradeOff:
    "Members see what was paid in only after the next checkpoint, and somebody has to call it (a keeper, or the first call of an epoch). When shares change hands often, cut time into epochs and let new shares count from the next one, so that nobody earns on payments from before. Rewards that accrue with time alone need no accumulator in each call: see interest-index.",
  links: [
    {
      title: "Scalable Reward Distribution with Changing Stake Sizes, after Batog, Boca, Johnson",
      url: "https://solmaz.io/2019/02/24/scalable-reward-changing/",
    },
    {
      title: "Synthetix StakingRewards, the usual form of the accumulator",
      url: "https://github.com/Synthetixio/synthetix/blob/develop/contracts/StakingRewards.sol",
    },
  ],
};
