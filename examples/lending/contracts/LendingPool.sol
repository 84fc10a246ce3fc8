// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LendingMarket} from "./LendingMarket.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// Before the remedy: as Compound v2 does it. Every action first adds the interest since the last one to the index, at a
/// rate that follows from how much is lent right now, and then changes the totals that the next one's rate and share
/// price follow from.
contract LendingPool is LendingMarket {
    using Math for uint256;
    using SafeERC20 for IERC20;

    uint256 public totalShares;
    uint256 public totalDebtShares;
    uint256 private _borrowIndex = ONE;
    uint256 public accruedAt = block.timestamp;

    constructor(IERC20 asset_, IERC20 collateral_, PriceFeed priceFeed_)
        LendingMarket(asset_, collateral_, priceFeed_)
    {}

    function borrowIndex() public view override returns (uint256) {
        uint256 elapsed = block.timestamp - accruedAt;
        return elapsed == 0 ? _borrowIndex : _borrowIndex + _borrowIndex.mulDiv(rate() * elapsed, ONE);
    }

    /// Interest per second, in 1e-18.
    function rate() public view returns (uint256) {
        return _rateAt(asset.balanceOf(address(this)), totalDebtShares.mulDiv(_borrowIndex, ONE));
    }

    function _accrue() internal override {
        if (accruedAt == block.timestamp) return;
        _borrowIndex = borrowIndex();
        accruedAt = block.timestamp;
    }

    function _priceToEnter() internal view override returns (uint256) {
        return (_totalAssets() + VIRTUAL).mulDiv(ONE, totalShares + VIRTUAL, Math.Rounding.Ceil);
    }

    function _priceToLeave() internal view override returns (uint256) {
        return (_totalAssets() + VIRTUAL).mulDiv(ONE, totalShares + VIRTUAL);
    }

    function _totalAssets() private view returns (uint256) {
        return asset.balanceOf(address(this)) + totalDebtShares.mulDiv(borrowIndex(), ONE);
    }

    function _addShares(address, uint256 shares) internal override {
        totalShares += shares;
    }

    function _removeShares(address, uint256 shares) internal override {
        totalShares -= shares;
    }

    function _addDebtShares(address, uint256 debtShares) internal override {
        totalDebtShares += debtShares;
    }

    function _removeDebtShares(address, uint256 debtShares) internal override {
        totalDebtShares -= debtShares;
    }

    function _payIn(IERC20 token, address from, uint256 amount) internal override {
        token.safeTransferFrom(from, address(this), amount);
    }

    function _payOut(IERC20 token, address, address to, uint256 amount) internal override {
        token.safeTransfer(to, amount);
    }
}
