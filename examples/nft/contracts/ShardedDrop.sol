// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// After the remedy: the numbers are dealt to 64 shards beforehand, and each account mints from the shard that its
/// address points to, or from the next one that has some left. The numbers are the same in the end, 0 to the last, each
/// once; only their order is not that of minting.
///
/// Who has many addresses can choose the shard, and with it the range of the number. So what a number is worth must not
/// be known before the drop is over: reveal the traits afterwards, as drops with sequential numbers should, too.
contract ShardedDrop is ERC721 {
    uint256 public constant MAX_PER_ACCOUNT = 4;
    uint256 private constant SHARDS = 64;

    uint256 public immutable maxSupply;
    uint256 private immutable _shardSize;
    uint256[SHARDS] private _mintedIn;
    mapping(address account => uint256) public mintedBy;

    error SoldOut();
    error AccountLimit(address account);
    error SupplyNotDivisible(uint256 supply, uint256 shards);

    constructor(uint256 supply) ERC721("Sharded Drop", "SHA") {
        if (supply % SHARDS != 0) revert SupplyNotDivisible(supply, SHARDS);
        maxSupply = supply;
        _shardSize = supply / SHARDS;
    }

    function mint() external returns (uint256 id) {
        if (mintedBy[msg.sender] == MAX_PER_ACCOUNT) revert AccountLimit(msg.sender);
        mintedBy[msg.sender]++;
        id = _takeId(uint160(msg.sender) % SHARDS);
        _mint(msg.sender, id);
    }

    function minted() external view returns (uint256 sum) {
        for (uint256 i = 0; i < SHARDS; i++) {
            sum += _mintedIn[i];
        }
    }

    function _takeId(uint256 home) private returns (uint256) {
        for (uint256 i = 0; i < SHARDS; i++) {
            uint256 shard = (home + i) % SHARDS;
            uint256 taken = _mintedIn[shard];
            if (taken < _shardSize) {
                _mintedIn[shard] = taken + 1;
                return shard * _shardSize + taken;
            }
        }
        revert SoldOut();
    }
}
