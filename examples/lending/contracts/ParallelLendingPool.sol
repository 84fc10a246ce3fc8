// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ShardedSum} from "hardhat-parallel-examples-common/ShardedSum.sol";
import {Tills} from "hardhat-parallel-examples-common/Tills.sol";
import {LendingMarket} from "./LendingMarket.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// After the remedy: suppliers and borrowers read the terms (rate, index and share price at one moment), and only
/// `refresh` writes them, once an hour. Between two refreshes the index is a function of time: everybody can work it
/// out, and nobody has to store it. Totals are kept in parts, money in tills.
///
/// Debts grow exactly by the index. Shares have two prices: who leaves gets what a share was worth at the last refresh,
/// who enters pays that with all the interest that it could have earned since, had everything been lent. So neither takes
/// anything from those who stay. It costs them interest for the time since the last refresh, and that goes to those who
/// stay.
///
/// The rate follows the use of the pool in small steps. It is taken at one moment, which somebody with much money can be
/// prepared for; a step is all that this gains. The owner picks the moment; after a day without, anybody may.
contract ParallelLendingPool is LendingMarket, Tills, Ownable {
    using Math for uint256;
    using ShardedSum for ShardedSum.Sum;

    /// As they were at `since`.
    struct Terms {
        uint256 borrowIndex;
        uint256 sharePrice;
        uint256 rate;
        uint256 since;
    }

    /// By which the rate changes at most: 0.5 % a year.
    uint256 private constant RATE_STEP = uint256(0.005e18) / 365 days;

    Terms public terms;
    ShardedSum.Sum private _totalShares;
    ShardedSum.Sum private _totalDebtShares;

    error TooEarly(uint256 next);

    constructor(IERC20 asset_, IERC20 collateral_, PriceFeed priceFeed_)
        LendingMarket(asset_, collateral_, priceFeed_)
        Tills(_list(asset_, collateral_))
        Ownable(msg.sender)
    {
        terms = Terms({borrowIndex: ONE, sharePrice: ONE, rate: _rateAt(0, 0), since: block.timestamp});
    }

    /// Sets new terms. Reads all parts of the totals, and fills all tills evenly, so that who borrows or leaves finds
    /// enough in the first one. (Collateral is not lent: everybody finds in the till what went into it.)
    function refresh() external {
        uint256 next = terms.since + (msg.sender == owner() ? 1 hours : 1 days);
        if (block.timestamp < next) revert TooEarly(next);
        uint256 index = borrowIndex();
        uint256 cash = _tillsHold(asset);
        uint256 debts = _totalDebtShares.total().mulDiv(index, ONE);
        terms = Terms({
            borrowIndex: index,
            sharePrice: (cash + debts + VIRTUAL).mulDiv(ONE, _totalShares.total() + VIRTUAL),
            rate: _stepTowards(_rateAt(cash, debts)),
            since: block.timestamp
        });
        _level(asset);
    }

    function borrowIndex() public view override returns (uint256) {
        return _grown(terms.borrowIndex, Math.Rounding.Floor);
    }

    function _accrue() internal override {}

    function _priceToEnter() internal view override returns (uint256) {
        return _grown(terms.sharePrice, Math.Rounding.Ceil);
    }

    function _priceToLeave() internal view override returns (uint256) {
        return terms.sharePrice;
    }

    function _addShares(address account, uint256 shares) internal override {
        _totalShares.add(account, shares);
    }

    function _removeShares(address account, uint256 shares) internal override {
        _totalShares.subtract(account, shares);
    }

    function _addDebtShares(address account, uint256 debtShares) internal override {
        _totalDebtShares.add(account, debtShares);
    }

    function _removeDebtShares(address account, uint256 debtShares) internal override {
        _totalDebtShares.subtract(account, debtShares);
    }

    function _payIn(IERC20 token, address from, uint256 amount) internal override(LendingMarket, Tills) {
        Tills._payIn(token, from, amount);
    }

    function _payOut(IERC20 token, address account, address to, uint256 amount)
        internal
        override(LendingMarket, Tills)
    {
        Tills._payOut(token, account, to, amount);
    }

    function _grown(uint256 value, Math.Rounding rounding) private view returns (uint256) {
        return value + value.mulDiv(terms.rate * (block.timestamp - terms.since), ONE, rounding);
    }

    function _stepTowards(uint256 target) private view returns (uint256) {
        uint256 rate = terms.rate;
        return target > rate ? Math.min(target, rate + RATE_STEP) : Math.max(target, rate - Math.min(rate, RATE_STEP));
    }
}
