import type { Remedy } from "./remedy.ts";

export const erc721Enumerable: Remedy = {
  id: "erc721-enumerable",
  title: "ERC721Enumerable",
  advice: "Drop the list of all tokens: the Transfer events have it.",
  cause:
    "ERC721Enumerable keeps an array of all tokens. Each mint appends to it: it reads the length, writes the element and writes the length, which the next mint reads. Each burn moves the last element as well.",
  recognisedBy:
    "The length of an array that is declared in ERC721Enumerable (or of _allTokens), changed by calls that wait for each other.",
  recognise({ members, waits }) {
    const [member] = members;
    if (waits === 0 || member?.shape !== "length" || member.name.includes("[*]")) return undefined;
    if (/^ERC721Enumerable(Upgradeable)?$/.test(member.declaredIn ?? "")) return "high";
    return /\b_?allTokens\.length$/.test(member.name) && member.moves.total > 1 ? "medium" : undefined;
  },
  before: `
contract ListedPasses is ERC721Enumerable {
    constructor() ERC721("Listed Passes", "PASS") {}

    function mint() external {
        _mint(msg.sender, uint160(msg.sender));
    }
}`,
  after: `
using EnumerableSet for EnumerableSet.UintSet;

mapping(address owner => EnumerableSet.UintSet) private _ownedTokens;

// ...

function tokenOfOwnerByIndex(address owner, uint256 index) external view returns (uint256) {
    return _ownedTokens[owner].at(index);
}

function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
    from = super._update(to, tokenId, auth);
    if (from != address(0)) _ownedTokens[from].remove(tokenId);
    if (to != address(0)) _ownedTokens[to].add(tokenId);
}`,
  effect: "Mints to different owners touch nothing in common, and each costs less gas.",
  tradeOff:
    "totalSupply() and tokenByIndex() are gone: indexers and wallets know both from the Transfer events, other contracts do not. If even the lists of owners are only read off chain, leave them out too. Ids must not come from a counter, which would be the next thing to wait for (see sequential-ids).",
  links: [
    {
      title: "OpenZeppelin Contracts: ERC721Enumerable",
      url: "https://docs.openzeppelin.com/contracts/5.x/api/token/erc721",
    },
    { title: "ERC-721: the enumeration extension is optional", url: "https://eips.ethereum.org/EIPS/eip-721" },
  ],
};
