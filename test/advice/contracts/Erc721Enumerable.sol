// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// Passes that the contract lists: all of them, and those of each owner.
contract ListedPasses is ERC721Enumerable {
    constructor() ERC721("Listed Passes", "PASS") {}

    function mint() external {
        _mint(msg.sender, uint160(msg.sender));
    }
}

/// Passes that the contract lists for each owner. All of them are in the Transfer events.
contract OwnerListedPasses is ERC721("Owner Listed Passes", "PASS") {
    using EnumerableSet for EnumerableSet.UintSet;

    mapping(address owner => EnumerableSet.UintSet) private _ownedTokens;

    function mint() external {
        _mint(msg.sender, uint160(msg.sender));
    }

    function tokenOfOwnerByIndex(address owner, uint256 index) external view returns (uint256) {
        return _ownedTokens[owner].at(index);
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from != address(0)) _ownedTokens[from].remove(tokenId);
        if (to != address(0)) _ownedTokens[to].add(tokenId);
    }
}
