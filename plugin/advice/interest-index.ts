import { grows, INDEX, isClock, PER_SHARE, sharedNumbers } from "./clues.ts";
import type { MemberEvidence } from "./evidence.ts";
import type { Remedy } from "./remedy.ts";

export const interestIndex: Remedy = {
  id: "interest-index",
  title: "Interest index",
  advice: "Work the index out of the time; write it when the rate changes.",
  cause:
    "A lending pool keeps an index that grows with time, and brings it up to date at the start of each deposit, loan and repayment. The index follows from the clock, but since it is stored, each call writes what the next one reads.",
  recognisedBy:
    "A number that everybody meets on, only grows, is called like an index, and is changed together with a timestamp of the same contract; or that timestamp.",
  recognise(evidence) {
    const members = sharedNumbers(evidence);
    if (members.some(({ name }) => PER_SHARE.test(name))) return undefined;
    const isIndex = ({ name, moves }: MemberEvidence) => INDEX.test(name) && grows(moves);
    const { companions } = evidence;
    if (members.some(isIndex)) return [...members, ...companions].some(isClock) ? "high" : "medium";
    return members.some(isClock) && companions.some(isIndex) ? "high" : undefined;
  },
  before: `
function accrue() public {
    index = currentIndex();
    lastAccrual = block.timestamp;
}

// ...

function deposit() external payable {
    accrue();
    _credit(index);
}`,
  after: `
function currentIndex() public view override returns (uint256) {
    return _indexAtChange + rate * (block.timestamp - _changedAt);
}

function setRate(uint256 ratePerSecond) external override onlyOwner {
    _indexAtChange = currentIndex();
    _changedAt = block.timestamp;
    rate = ratePerSecond;
}

function deposit() external payable {
    _credit(currentIndex());
}`,
  effect:
    "Calls only read the index, the rate and the time of the last change, and write what belongs to their sender.",
  tradeOff:
    "The rate must not follow from the use of the pool in each call: set it by governance, or anew once in an epoch, from the sums of that moment. Within one block the stored index is written by the first call alone, since no time passes for the others, so that two rounds are enough there; over blocks of one call each, as test suites mine them, it looks worse than it is. Compounding by the second costs a power function in each read. Sums of deposits and loans are the next thing to wait for (see global-counter).",
  links: [
    {
      title: "Compound v2 documentation: cTokens and their exchange rate",
      url: "https://docs.compound.finance/v2/ctokens",
    },
    {
      title: "Maker: the Pot contract in detail (dsr, chi, rho)",
      url: "https://docs.makerdao.com/smart-contract-modules/rates-module/pot-detailed-documentation",
    },
  ],
};
