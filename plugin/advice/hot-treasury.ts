import { areMost, isHot, isNumber } from "./clues.ts";
import type { Evidence } from "./evidence.ts";
import type { Confidence, Remedy } from "./remedy.ts";

export const hotTreasury: Remedy = {
  id: "hot-treasury",
  title: "Account that everybody pays, or that pays everybody",
  advice: "Collect in several accounts, and sweep them when it is needed.",
  cause:
    "Each transfer pays a fee to one treasury, each purchase one shop, or each payout leaves one pot. A token balance is read to be changed, and so is the ether balance of a contract that sends, so all of them stand in one line, whoever the payers are.",
  recognisedBy:
    "One account in a mapping of numbers that has at least half of the waits and is only credited, is not the sender, and takes no other part in the transactions; or the ether balance of a contract that sends ether.",
  recognise(evidence) {
    if (evidence.waits === 0) return undefined;
    return evidence.kind === "balance" ? paysOut(evidence) : isPaid(evidence);
  },
  before: `
function _update(address from, address to, uint256 value) internal override {
    if (from == address(0) || to == address(0)) return super._update(from, to, value);
    uint256 fee = value / 100;
    super._update(from, treasury, fee);
    super._update(from, to, value - fee);
}`,
  after: `
function collectFees() external {
    for (uint256 i = 0; i < TILLS; i++) {
        uint256 fees = balanceOf(_till(i));
        if (fees > 0) super._update(_till(i), treasury, fees);
    }
}

function _update(address from, address to, uint256 value) internal override {
    if (from == address(0) || to == address(0)) return super._update(from, to, value);
    uint256 fee = value / 100;
    super._update(from, _till(uint160(from) % TILLS), fee);
    super._update(from, to, value - fee);
}`,
  effect:
    "Transfers of different payers credit different tills. Only payers that share a till wait for each other; sweeping is one transaction, when the treasury likes.",
  tradeOff:
    "The treasury's balance is up to date only after a sweep, and a payment into an empty till writes a new slot, once for each till. Who is paid by others' contracts (a shop) can do the same with several receiving addresses. A pot of ether that pays out can be cut into several contracts, each with its part of the money, as long as it is known who is paid out of which; to create and fill them costs gas once.",
  links: [
    { title: "ERC-20: Token Standard", url: "https://eips.ethereum.org/EIPS/eip-20" },
    {
      title: "ERC-1167: Minimal Proxy Contract, for tills that are contracts",
      url: "https://eips.ethereum.org/EIPS/eip-1167",
    },
    {
      title: "Saraph, Herlihy: An Empirical Study of Speculative Concurrency in Ethereum Smart Contracts",
      url: "https://arxiv.org/abs/1901.01376",
    },
  ],
};

function paysOut(evidence: Evidence): Confidence | undefined {
  const { writers, readingWriters, payments } = evidence;
  if (!isHot(evidence) || !areMost(readingWriters, writers)) return undefined;
  return areMost(writers - payments.arrived, writers) ? "high" : undefined;
}

function isPaid(evidence: Evidence): Confidence | undefined {
  const { kind, members, hottest } = evidence;
  const [member] = members;
  if (kind !== "slot" || members.length !== 1 || member?.shape !== "mapping" || !isNumber(member.type))
    return undefined;
  if (!hottest.isAccount || !isHot(evidence)) return undefined;
  if (!areMost(hottest.up, hottest.writers) || areMost(hottest.next, hottest.writers)) return undefined;
  if (hottest.bySender > 0 || hottest.takesPart * 5 > hottest.writers) return undefined;
  // A fee goes to one account beside the one that is paid; whom the caller names is the caller's own choice.
  return areMost(hottest.othersUp, hottest.writers) && hottest.byArgument === 0 ? "high" : "medium";
}
