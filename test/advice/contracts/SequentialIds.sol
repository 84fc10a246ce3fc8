// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// A drop whose tokens are numbered 0, 1, 2, ...
contract SequentialDrop is ERC721("Sequential Drop", "DROP") {
    uint256 private _nextTokenId;

    function mint() external returns (uint256 tokenId) {
        tokenId = _nextTokenId++;
        _mint(msg.sender, tokenId);
    }
}

/// A drop in which each minter has numbers of its own.
contract RangedDrop is ERC721("Ranged Drop", "DROP") {
    mapping(address minter => uint96) private _minted;

    function mint() external returns (uint256 tokenId) {
        tokenId = (uint256(uint160(msg.sender)) << 96) | _minted[msg.sender]++;
        _mint(msg.sender, tokenId);
    }
}
