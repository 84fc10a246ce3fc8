// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Vault {
    address public owner;
    uint256 public totalAssets;
    mapping(address => uint256) public balances;

    constructor() {
        owner = msg.sender;
    }

    function deposit() external payable {
        totalAssets += msg.value;
        balances[msg.sender] += msg.value;
    }

    function depositFor(address user) external payable {
        balances[user] += msg.value;
    }

    function touch() external {
        balances[msg.sender] += 1;
    }

    function refuse() external view {
        require(msg.sender == address(0), "not you");
    }
}
