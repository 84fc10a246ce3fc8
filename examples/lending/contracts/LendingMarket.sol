// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// What suppliers and borrowers do in a market like those of Compound and Aave: one asset to lend, one collateral.
///
/// Debts are kept as shares of an index that grows with interest, supplies as shares of everything there is (all
/// interest goes to the suppliers). How index, share price and totals are kept is up to the contracts that inherit from
/// this one: before and after the remedy.
///
/// For two different ordinary ERC-20 tokens: no fees on transfer, no balances that change by themselves, no calls to
/// their holders. A debt that its collateral no longer covers stays in the books, as in Compound v2; nobody writes it off.
abstract contract LendingMarket {
    using Math for uint256;

    uint256 internal constant ONE = 1e18;
    /// Shares that nobody has, worth what nobody has supplied: they make it dear to inflate the price of a share.
    uint256 internal constant VIRTUAL = 1e6;
    uint256 private constant BORROW_LIMIT = 0.75e18;
    uint256 private constant LIQUIDATION_LIMIT = 0.8e18;
    uint256 private constant LIQUIDATION_BONUS = 1.05e18;
    uint256 private constant CLOSE_FACTOR = 0.5e18;
    /// Interest per second, in 1e-18: 2 % a year, and 20 % more if everything is lent.
    uint256 private constant BASE_RATE = uint256(0.02e18) / 365 days;
    uint256 private constant RATE_SLOPE = uint256(0.2e18) / 365 days;

    IERC20 public immutable asset;
    IERC20 public immutable collateral;
    PriceFeed public immutable priceFeed;

    mapping(address account => uint256) public sharesOf;
    mapping(address account => uint256) public collateralOf;
    mapping(address account => uint256) private _debtSharesOf;

    event Supplied(address indexed account, uint256 assets, uint256 shares);
    event Withdrawn(address indexed account, uint256 assets, uint256 shares);
    event Borrowed(address indexed account, uint256 assets);
    event Repaid(address indexed account, uint256 assets);
    event Liquidated(address indexed account, address indexed liquidator, uint256 assets, uint256 seized);

    error NothingToSupply();
    error NotEnough(uint256 available, uint256 wanted);
    error TooLittleCollateral(address account);
    error Healthy(address account);
    error MoreThanCloseFactor(uint256 allowed, uint256 wanted);

    constructor(IERC20 asset_, IERC20 collateral_, PriceFeed priceFeed_) {
        asset = asset_;
        collateral = collateral_;
        priceFeed = priceFeed_;
    }

    function supply(uint256 assets) external returns (uint256 shares) {
        _accrue();
        shares = assets.mulDiv(ONE, _priceToEnter());
        if (shares == 0) revert NothingToSupply();
        sharesOf[msg.sender] += shares;
        _addShares(msg.sender, shares);
        emit Supplied(msg.sender, assets, shares);
        _payIn(asset, msg.sender, assets);
    }

    /// Withdraws what `shares` are worth, or all that the account has if that is less.
    function withdraw(uint256 shares) external returns (uint256 assets) {
        _accrue();
        shares = Math.min(shares, sharesOf[msg.sender]);
        assets = shares.mulDiv(_priceToLeave(), ONE);
        sharesOf[msg.sender] -= shares;
        _removeShares(msg.sender, shares);
        emit Withdrawn(msg.sender, assets, shares);
        _payOut(asset, msg.sender, msg.sender, assets);
    }

    function depositCollateral(uint256 amount) external {
        collateralOf[msg.sender] += amount;
        _payIn(collateral, msg.sender, amount);
    }

    function withdrawCollateral(uint256 amount) external {
        _accrue();
        collateralOf[msg.sender] = _minus(collateralOf[msg.sender], amount);
        _requireCollateral(msg.sender);
        _payOut(collateral, msg.sender, msg.sender, amount);
    }

    function borrow(uint256 assets) external {
        _accrue();
        uint256 debtShares = assets.mulDiv(ONE, borrowIndex(), Math.Rounding.Ceil);
        _debtSharesOf[msg.sender] += debtShares;
        _addDebtShares(msg.sender, debtShares);
        _requireCollateral(msg.sender);
        emit Borrowed(msg.sender, assets);
        _payOut(asset, msg.sender, msg.sender, assets);
    }

    /// Repays `assets`, or all that is owed if that is less.
    function repay(uint256 assets) external returns (uint256 repaid) {
        _accrue();
        repaid = _reduceDebt(msg.sender, assets);
        emit Repaid(msg.sender, repaid);
        _payIn(asset, msg.sender, repaid);
    }

    /// Pays back up to half of a debt that its collateral covers no more, for collateral worth 5 % more than that.
    function liquidate(address account, uint256 assets) external returns (uint256 seized) {
        _accrue();
        uint256 debt = debtOf(account);
        if (debt <= _collateralValue(account).mulDiv(LIQUIDATION_LIMIT, ONE)) revert Healthy(account);
        uint256 allowed = debt.mulDiv(CLOSE_FACTOR, ONE, Math.Rounding.Ceil);
        if (assets > allowed) revert MoreThanCloseFactor(allowed, assets);
        _reduceDebt(account, assets);
        seized = assets.mulDiv(LIQUIDATION_BONUS, priceFeed.price());
        collateralOf[account] = _minus(collateralOf[account], seized);
        emit Liquidated(account, msg.sender, assets, seized);
        _payIn(asset, msg.sender, assets);
        _payOut(collateral, account, msg.sender, seized);
    }

    /// What the account owes, with interest until now.
    function debtOf(address account) public view returns (uint256) {
        return _debtSharesOf[account].mulDiv(borrowIndex(), ONE, Math.Rounding.Ceil);
    }

    /// Units of the asset that are owed for `ONE` of debt shares, with interest until now.
    function borrowIndex() public view virtual returns (uint256);

    /// Brings index and totals up to date, where they are kept so.
    function _accrue() internal virtual;

    /// Units of the asset that `ONE` share costs; rounded up, at least what it is worth.
    function _priceToEnter() internal view virtual returns (uint256);

    /// Units of the asset that are paid for `ONE` share; rounded down, at most what it is worth.
    function _priceToLeave() internal view virtual returns (uint256);

    function _addShares(address account, uint256 shares) internal virtual;
    function _removeShares(address account, uint256 shares) internal virtual;
    function _addDebtShares(address account, uint256 debtShares) internal virtual;
    function _removeDebtShares(address account, uint256 debtShares) internal virtual;
    function _payIn(IERC20 token, address from, uint256 amount) internal virtual;

    /// Pays to `to` what was paid in by `account`, or lent to it.
    function _payOut(IERC20 token, address account, address to, uint256 amount) internal virtual;

    function _rateAt(uint256 cash, uint256 debts) internal pure returns (uint256) {
        return debts == 0 ? BASE_RATE : BASE_RATE + RATE_SLOPE.mulDiv(debts, cash + debts);
    }

    function _reduceDebt(address account, uint256 assets) private returns (uint256 repaid) {
        uint256 debt = debtOf(account);
        uint256 owned = _debtSharesOf[account];
        uint256 removed = assets < debt ? assets.mulDiv(ONE, borrowIndex()) : owned;
        repaid = assets < debt ? assets : debt;
        _debtSharesOf[account] = owned - removed;
        _removeDebtShares(account, removed);
    }

    function _requireCollateral(address account) private view {
        if (debtOf(account) > _collateralValue(account).mulDiv(BORROW_LIMIT, ONE)) revert TooLittleCollateral(account);
    }

    function _collateralValue(address account) private view returns (uint256) {
        return collateralOf[account].mulDiv(priceFeed.price(), ONE);
    }

    function _minus(uint256 available, uint256 wanted) private pure returns (uint256) {
        if (wanted > available) revert NotEnough(available, wanted);
        return available - wanted;
    }
}
