// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Before the remedy: OpenZeppelin's ERC-4626 as it comes. The price of a share follows from what the vault holds and
/// how many shares there are, and every deposit and every redemption changes both.
///
/// Earnings count at once, so that who deposits just before them takes part.
contract SavingsVault is ERC4626 {
    using SafeERC20 for IERC20;

    constructor(IERC20 asset_) ERC20("Savings", "SAV") ERC4626(asset_) {}

    /// Adds earnings, to everybody who has shares.
    function addEarnings(uint256 assets) external {
        IERC20(asset()).safeTransferFrom(msg.sender, address(this), assets);
    }

    /// Makes it dear to inflate the price of a share; see OpenZeppelin's documentation of ERC-4626.
    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }
}
