// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// Before the remedy: a drop that numbers its tokens 0, 1, 2, ... in the order in which they are minted. Everybody who
/// mints needs the number that the one before left.
///
/// Minting is free, and limited for each account only: nothing stops a person from having many accounts.
contract SequentialDrop is ERC721 {
    uint256 public constant MAX_PER_ACCOUNT = 4;

    uint256 public immutable maxSupply;
    uint256 public minted;
    mapping(address account => uint256) public mintedBy;

    error SoldOut();
    error AccountLimit(address account);

    constructor(uint256 supply) ERC721("Sequential Drop", "SEQ") {
        maxSupply = supply;
    }

    function mint() external returns (uint256 id) {
        if (mintedBy[msg.sender] == MAX_PER_ACCOUNT) revert AccountLimit(msg.sender);
        if (minted == maxSupply) revert SoldOut();
        mintedBy[msg.sender]++;
        id = minted++;
        _mint(msg.sender, id);
    }
}
