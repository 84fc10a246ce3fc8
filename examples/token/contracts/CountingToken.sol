// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Before the remedy: one more variable, and every transfer has to wait for the one before it.
contract CountingToken is ERC20 {
    uint256 public transferCount;

    constructor(uint256 supply) ERC20("Counting", "CNT") {
        _mint(msg.sender, supply);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        transferCount++;
    }
}
