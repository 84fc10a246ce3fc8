// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Bell {
    event Rung(address indexed by, uint256 times);

    uint256 public rung;

    function ring() external {
        emit Rung(msg.sender, ++rung);
    }
}
