import { areMost, grows, soleNumber } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const lastAction: Remedy = {
  id: "last-action",
  title: "Timestamp of the last action",
  advice: "Store the day, and only when it changes; or a time for each account.",
  cause:
    "Each call stores the time of the last action of anybody, and checks how long ago the one before was. So each call reads what the one before it has written.",
  recognisedBy:
    "One integer by itself that becomes the timestamp of the block in each call, while no other number of the contract grows with it, as an interest index or a reward accumulator would.",
  recognise(evidence) {
    const member = soleNumber(evidence);
    if (member === undefined || evidence.waits === 0) return undefined;
    if (!areMost(member.moves.clock, member.moves.total)) return undefined;
    // What grows with it may follow from the time that has passed: then that needs the time to the second.
    return evidence.companions.some(({ moves }) => grows(moves)) ? undefined : "high";
  },
  before: `
function post(bytes32 digest) external {
    if (!isOpen()) revert Closed();
    lastActivity = block.timestamp;
    postsOf[msg.sender]++;
    emit Posted(msg.sender, digest);
}`,
  after: `
function post(bytes32 digest) external {
    if (!isOpen()) revert Closed();
    uint256 today = block.timestamp / 1 days;
    if (lastActiveDay != today) lastActiveDay = today;
    postsOf[msg.sender]++;
    emit Posted(msg.sender, digest);
}`,
  effect:
    "The first call of a day writes the slot, all others only read it. Readers do not wait for each other, and they save the gas of a store.",
  tradeOff:
    "The time is known to the day only, so that a limit of thirty days may end up to a day later. On the first block of a day all calls wait for the one that writes. If the rule is about each account's own last action, keep one timestamp for each account instead; if no contract reads it, an event is enough.",
  links: [
    {
      title: "Solidity documentation: block.timestamp",
      url: "https://docs.soliditylang.org/en/latest/units-and-global-variables.html#block-and-transaction-properties",
    },
    {
      title: "Wahrstätter: Execution Dependencies",
      url: "https://ethresear.ch/t/execution-dependencies/22150",
    },
  ],
};
