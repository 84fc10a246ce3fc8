import { areMost, isNumber, PER_SHARE, PRICE, RESERVE } from "./clues.ts";
import type { MemberEvidence } from "./evidence.ts";
import type { Remedy } from "./remedy.ts";

export const ammReserves: Remedy = {
  id: "amm-reserves",
  title: "Reserves of a market maker",
  advice: "Settle orders in batches, or split the pool.",
  cause:
    "In a constant-product market each trade sets the price of the next one. The reserves are read and written by every trade of the pool, and no chain can run two of them at once without changing their prices.",
  recognisedBy:
    "Numbers of a contract of which one goes up while the other goes down in the same transactions, called like reserves or seen to move in both directions; or a price and tick that move with each trade.",
  recognise(evidence) {
    const { kind, members, waits, opposed, writers, companions } = evidence;
    if (kind !== "slot" || waits === 0) return undefined;
    const numbers = members.filter(({ type, moves }) => isNumber(type) && moves.up + moves.down > 0);
    if (numbers.length === 0) return undefined;
    if (numbers.some(isPrice)) return "high";
    // The fees of a market accumulate in its trades: they are gone with the waiting for its price.
    if (companions.some(isPrice) && numbers.every(({ name }) => PER_SHARE.test(name))) return "high";
    // Deposits move reserves one way; some trades among them are enough.
    if (numbers.some(isReserve)) return opposed * 5 >= writers ? "high" : undefined;
    const bothWays = numbers.filter(({ shape, moves }) => shape !== "mapping" && moves.up > 0 && moves.down > 0);
    return areMost(opposed, writers) && numbers.length > 1 && bothWays.length === numbers.length ? "medium" : undefined;
  },
  before: `
function swap0For1(uint256 amountIn, uint256 minimumOut) external {
    balance0[msg.sender] -= amountIn;
    balance1[msg.sender] += reserves.trade(true, amountIn, minimumOut);
}`,
  after: `
function sell0(uint256 amountIn) external {
    balance0[msg.sender] -= amountIn;
    orders[batchNow()][msg.sender].sold0 += amountIn.toUint128();
    _sold[batchNow()][uint160(msg.sender) % SHARDS].sold0 += amountIn.toUint128();
}

// ...

function settle(uint256 batch) external {
    if (batch >= batchNow() || priceOf[batch].amount0 != 0) revert NotDue(batch);
    // ...
    uint256 all0 = reserves.reserve0 + sold0;
    uint256 all1 = reserves.reserve1 + sold1;
    priceOf[batch] = Price(all1.toUint128(), all0.toUint128());
    reserves.reserve0 = (all0 - Math.mulDiv(sold1, all0, all1)).toUint112();
    reserves.reserve1 = (all1 - Math.mulDiv(sold0, all1, all0)).toUint112();
}`,
  effect:
    "In batches, a trade writes the order of its sender and a part of a sum; one settlement for all of them writes the reserves. With the pool split in eight, eight trades at a time run, one in each.",
  tradeOff:
    "A batch answers later: the trader learns the price when it is settled and fetches the result, and orders with a limit need a solver. In return all orders of a batch get the same price, so their order in the block is worth nothing. Split pools answer at once, but each has only a part of the depth, so that large trades move the price further and somebody has to keep the pools level. Pools for different pairs never meet: a test of one pool says little about an exchange of many.",
  links: [
    {
      title: "Budish, Cramton, Shim: The High-Frequency Trading Arms Race (frequent batch auctions)",
      url: "https://doi.org/10.1093/qje/qjv027",
    },
    {
      title: "CoW Protocol documentation: batch auctions",
      url: "https://docs.cow.fi/cow-protocol/concepts/introduction/batch-auctions",
    },
    { title: "Uniswap v2 whitepaper", url: "https://uniswap.org/whitepaper.pdf" },
  ],
};

function isPrice({ name, moves }: MemberEvidence): boolean {
  return PRICE.test(name) && moves.up + moves.down > 0;
}

function isReserve({ name }: MemberEvidence): boolean {
  return RESERVE.test(name);
}
