import { areMost, soleNumber } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const sequentialIds: Remedy = {
  id: "sequential-ids",
  title: "Ids that count up",
  advice: "Give each sender ids of its own instead of counting them all.",
  cause:
    "Each call takes the next id from one counter (a token id, an order number, a proposal number). The id is part of the result, so no execution can start before the one before it has taken its own.",
  recognisedBy:
    "One integer by itself that becomes the next number in each call, where the old or the new number is the key of something that the same transaction writes.",
  recognise(evidence) {
    const moves = soleNumber(evidence)?.moves;
    if (moves === undefined || moves.total < 2 || evidence.waits === 0) return undefined;
    // A number that is only added to is not used for anything: the key is the same by chance.
    if (areMost(evidence.adders, evidence.writers)) return undefined;
    return areMost(moves.asKey, moves.total) ? "high" : undefined;
  },
  before: `
uint256 private _nextTokenId;

function mint() external returns (uint256 tokenId) {
    tokenId = _nextTokenId++;
    _mint(msg.sender, tokenId);
}`,
  after: `
mapping(address minter => uint96) private _minted;

function mint() external returns (uint256 tokenId) {
    tokenId = (uint256(uint160(msg.sender)) << 96) | _minted[msg.sender]++;
    _mint(msg.sender, tokenId);
}`,
  effect: "Mints of different senders touch nothing in common. Two mints of one sender still follow each other.",
  tradeOff:
    "Ids are unique but no longer 0, 1, 2, ..., so metadata cannot be files of that name, and the order of mints shows in the events alone. A cap on the whole supply needs a shared number again: give out numbers beforehand instead (an allow list with one id for each entry, proven by a Merkle proof), or cap each minter. ERC721A makes minting many at once cheaper, but keeps one counter: minters still wait for each other.",
  links: [
    { title: "ERC-721: Non-Fungible Token Standard", url: "https://eips.ethereum.org/EIPS/eip-721" },
    { title: "OpenZeppelin Contracts: ERC-721", url: "https://docs.openzeppelin.com/contracts/5.x/erc721" },
    { title: "ERC721A", url: "https://www.erc721a.org" },
  ],
};
