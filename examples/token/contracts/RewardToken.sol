// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 as it comes. Transfers between different people share nothing.
contract RewardToken is ERC20 {
    constructor(uint256 supply) ERC20("Reward", "RWD") {
        _mint(msg.sender, supply);
    }
}
