// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Token {
    uint256 public totalSupply;
    bool public paused;
    uint64 public fee;
    uint64 public transfers;
    mapping(address => uint256) public balances;

    function mint(uint256 amount) external {
        totalSupply += amount;
        balances[msg.sender] += amount;
    }

    function burn(uint256 amount) external {
        balances[msg.sender] -= amount;
        totalSupply -= amount;
    }

    function move(address to, uint256 amount) external {
        require(!paused, "paused");
        balances[msg.sender] -= amount;
        balances[to] += amount;
    }

    function count() external {
        transfers += 1;
    }

    function refuse() external {
        transfers += 1;
        revert("not today");
    }
}
