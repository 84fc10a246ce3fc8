// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// Ether of many accounts, and how much of it there is.
contract Deposits {
    mapping(address account => uint256) public depositOf;
    uint256 public totalDeposits;

    function deposit() external payable {
        depositOf[msg.sender] += msg.value;
        totalDeposits += msg.value;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        totalDeposits -= amount;
        Address.sendValue(payable(msg.sender), amount);
    }
}

/// The same, with the sum in parts.
contract ShardedDeposits {
    uint256 private constant SHARDS = 64;

    mapping(address account => uint256) public depositOf;
    uint256[SHARDS] private _parts;

    function deposit() external payable {
        depositOf[msg.sender] += msg.value;
        _parts[_shard()] += msg.value;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        _parts[_shard()] -= amount;
        Address.sendValue(payable(msg.sender), amount);
    }

    function totalDeposits() external view returns (uint256 total) {
        for (uint256 i = 0; i < SHARDS; i++) total += _parts[i];
    }

    /// An account's part is always the same, so that it holds what the account takes out.
    function _shard() private view returns (uint256) {
        return uint160(msg.sender) % SHARDS;
    }
}
