import { isHot } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const sharedArray: Remedy = {
  id: "shared-array",
  title: "Array that everybody pushes to",
  advice: "Use a mapping and an event, or several lists.",
  cause:
    "A push reads the length of the array, writes the element behind the last one and writes the length. The next push reads that length, so that pushes come one by one, although their elements have nothing to do with each other.",
  recognisedBy: "The length of one array that transactions raise, where they wait for each other.",
  recognise(evidence) {
    const { kind, members, waits, hottest } = evidence;
    const [member] = members;
    if (kind !== "slot" || waits === 0 || member?.shape !== "length" || members.length > 1) return undefined;
    if (/^ERC721Enumerable/.test(member.declaredIn ?? "")) return undefined;
    // The lists of accounts, a list for each, are many: one of them may be long, but it is its owner's.
    if (!isHot(evidence) || hottest.bySender > 0) return undefined;
    return hottest.next * 2 >= hottest.writers ? "high" : undefined;
  },
  before: `
function join() external {
    if (takesPart[msg.sender]) revert AlreadyIn();
    takesPart[msg.sender] = true;
    participants.push(msg.sender);
}`,
  after: `
event Joined(address indexed account);

// ...

function join() external {
    if (takesPart[msg.sender]) revert AlreadyIn();
    takesPart[msg.sender] = true;
    emit Joined(msg.sender);
}`,
  effect: "Entries of different senders touch nothing in common, and each saves the gas of two stores.",
  tradeOff:
    "No contract can go through the entries any more; off chain they are in the events. Where a contract has to (to draw one, or to pay all), keep 64 lists and choose by sender: pushes to different lists run at once, and reading all of them takes 64 lengths more. Factories need no list at all: with CREATE2 the address follows from what it is made of. The order of entries is lost with the one list.",
  links: [
    {
      title: "Solidity documentation: mappings and dynamic arrays in storage",
      url: "https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#mappings-and-dynamic-arrays",
    },
    { title: "EIP-1014: Skinny CREATE2", url: "https://eips.ethereum.org/EIPS/eip-1014" },
  ],
};
