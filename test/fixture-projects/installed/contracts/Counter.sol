// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Counter {
    uint256 public total;
    mapping(address caller => uint256 count) public countOf;

    function increment() external {
        total++;
        countOf[msg.sender]++;
    }
}
