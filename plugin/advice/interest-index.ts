import { areMost, grows, INDEX, PER_SHARE, soleNumber } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const interestIndex: Remedy = {
  id: "interest-index",
  title: "Interest index",
  advice: "Work the index out of the time; write it when the rate changes.",
  cause:
    "A lending pool keeps an index that grows with time, and brings it up to date at the start of each deposit, loan and repayment. The index follows from the clock, but since it is stored, each call writes what the next one reads.",
  recognisedBy:
    "One integer by itself that only grows, is called like an index, and is changed together with a timestamp of the same contract; or that timestamp.",
  recognise(evidence) {
    const member = soleNumber(evidence);
    if (member === undefined || evidence.waits === 0 || PER_SHARE.test(member.name)) return undefined;
    const isClock = areMost(member.moves.clock, member.moves.total);
    if (isClock) {
      return evidence.companions.some(({ name, moves }) => INDEX.test(name) && grows(moves)) ? "high" : undefined;
    }
    if (!INDEX.test(member.name) || !grows(member.moves)) return undefined;
    return evidence.companions.some(({ moves }) => areMost(moves.clock, moves.total)) ? "high" : "medium";
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
