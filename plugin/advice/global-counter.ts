import { areMost, grows, INDEX, isClock, NONCE, PER_SHARE, soleNumber, TOTAL } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const globalCounter: Remedy = {
  id: "global-counter",
  title: "Global counter or total",
  advice: "Keep the sum in parts, and add them up when it is read.",
  cause:
    "Every call adds to one number (a count, a total supply, the assets of a vault). To add, the EVM reads the number first, so each call needs the result of the call before it, although none of them cares what the number is.",
  recognisedBy:
    "One integer by itself that calls increase or decrease, that is neither a timestamp, nor grows beside one, nor is used as a key, and of which the executed traces prove that transactions only add to it; or that is called like a total, and is only taken from.",
  recognise(evidence) {
    const member = soleNumber(evidence);
    if (member === undefined || evidence.waits === 0) return undefined;
    const { name, moves } = member;
    if (NONCE.test(name) || PER_SHARE.test(name) || INDEX.test(name)) return undefined;
    if (!areMost(moves.up + moves.down, moves.total)) return undefined;
    // What grows with the time is no sum of what calls add, but follows from when they come: an oracle, an index.
    if (grows(moves) && evidence.companions.some(isClock)) return undefined;
    if (areMost(evidence.opposed, evidence.writers) && !TOTAL.test(name)) return undefined;
    // Where no transaction is proven only to add, the calls use the value: then order is what the sum is for. What is
    // taken away is checked not to become negative, which no proof gets past.
    if (evidence.adders > 0) return evidence.adders * 2 >= evidence.waits ? "high" : "medium";
    return TOTAL.test(name) && areMost(moves.down, moves.total) ? "medium" : undefined;
  },
  before: `
uint256 public totalDeposits;

function deposit() external payable {
    depositOf[msg.sender] += msg.value;
    totalDeposits += msg.value;
}`,
  after: `
uint256 private constant SHARDS = 64;
// ...
uint256[SHARDS] private _parts;

function deposit() external payable {
    depositOf[msg.sender] += msg.value;
    _parts[_shard()] += msg.value;
}

// ...

function totalDeposits() external view returns (uint256 total) {
    for (uint256 i = 0; i < SHARDS; i++) total += _parts[i];
}

// ...

function _shard() private view returns (uint256) {
    return uint160(msg.sender) % SHARDS;
}`,
  effect:
    "Calls of different senders write different slots. Only senders that fall into the same part still wait for each other: of 16 senders and 64 parts, two on average.",
  tradeOff:
    "Reading the sum costs one storage read for each part (64 parts: about 135,000 gas), so it suits sums that are read off chain, or rarely. A function that has to know the exact sum in each call gains nothing: there, order is what the sum is for. Where value moves between accounts, a single part may fall below zero: keep the parts as int256. A sum that no contract reads is best left to events. Chains with aggregators (delta writes) let plain additions run in parallel without this.",
  links: [
    {
      title: "Block-STM: Scaling Blockchain Execution by Turning Ordering Curse to a Performance Blessing",
      url: "https://arxiv.org/abs/2203.06871",
    },
    {
      title: "AIP-47: Aggregators V2",
      url: "https://github.com/aptos-foundation/AIPs/blob/main/aips/aip-47.md",
    },
    {
      title: "Google Cloud: distributed counters, the same idea in a database",
      url: "https://firebase.google.com/docs/firestore/solutions/counters",
    },
  ],
};
