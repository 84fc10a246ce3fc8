// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";

/// Before the remedy, too: the same drop on OpenZeppelin's `ERC721Enumerable`, which also keeps every token in a list.
/// Minting makes the list longer, so that everybody waits for its length as well.
contract EnumerableDrop is ERC721Enumerable {
    uint256 public constant MAX_PER_ACCOUNT = 4;

    uint256 public immutable maxSupply;
    mapping(address account => uint256) public mintedBy;

    error SoldOut();
    error AccountLimit(address account);

    constructor(uint256 supply) ERC721("Enumerable Drop", "ENU") {
        maxSupply = supply;
    }

    function mint() external returns (uint256 id) {
        if (mintedBy[msg.sender] == MAX_PER_ACCOUNT) revert AccountLimit(msg.sender);
        id = totalSupply();
        if (id == maxSupply) revert SoldOut();
        mintedBy[msg.sender]++;
        _mint(msg.sender, id);
    }

    function minted() external view returns (uint256) {
        return totalSupply();
    }
}
