// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ShardedSum} from "hardhat-parallel-examples-common/ShardedSum.sol";
import {Tills} from "hardhat-parallel-examples-common/Tills.sol";

/// After the remedy: the price of a share is set once in an epoch (a day), when `closeEpoch` adds up the parts of all
/// sums. In between nobody writes what another one reads.
///
/// A deposit joins: at the end of the epoch it becomes shares, at the price of then, which the account's next action
/// works out for itself. A redemption is paid at once, at the price that the epoch began with. So a deposit begins to
/// earn with the next epoch, and who leaves in the middle of an epoch leaves its earnings to the others. Nobody can take
/// part in earnings by a deposit just before them.
///
/// Shares are no token: they cannot be transferred, and so this is no ERC-4626. For ordinary ERC-20 tokens: no fees on
/// transfer, no balances that change by themselves, no calls to their holders.
contract EpochVault is Tills {
    using Math for uint256;
    using ShardedSum for ShardedSum.Sum;

    struct Account {
        /// As of the beginning of `epoch`, less what was redeemed since.
        uint256 shares;
        /// Assets that join at the end of `epoch`.
        uint256 joining;
        uint256 epoch;
    }

    uint256 public constant EPOCH = 1 days;
    uint256 private constant ONE = 1e18;
    /// Shares that nobody has, worth what nobody deposited: they make it dear to inflate the price of a share.
    uint256 private constant VIRTUAL = 1e6;

    IERC20 public immutable asset;

    uint256 public epoch;
    uint256 public epochEnds = block.timestamp + EPOCH;
    /// Shares at the beginning of the epoch.
    uint256 public totalShares;
    /// Assets that `ONE` share is worth, from the beginning of each epoch.
    mapping(uint256 epoch => uint256) public priceAt;

    mapping(address account => Account) private _accounts;
    mapping(uint256 epoch => ShardedSum.Sum) private _joining;
    mapping(uint256 epoch => ShardedSum.Sum) private _redeemed;

    event Deposited(address indexed account, uint256 assets, uint256 epoch);
    event DepositCancelled(address indexed account, uint256 assets, uint256 epoch);
    event Redeemed(address indexed account, uint256 shares, uint256 assets);
    event EpochClosed(uint256 epoch, uint256 price);

    error EpochRuns(uint256 until);
    error NotEnough(uint256 available, uint256 wanted);

    constructor(IERC20 asset_) Tills(_list(asset_)) {
        asset = asset_;
        priceAt[0] = ONE;
    }

    function deposit(uint256 assets) external {
        Account storage account = _settled(msg.sender);
        account.joining += assets;
        _joining[epoch].add(msg.sender, assets);
        emit Deposited(msg.sender, assets, epoch);
        _payIn(asset, msg.sender, assets);
    }

    /// Takes back what was deposited in this epoch.
    function cancelDeposit(uint256 assets) external {
        Account storage account = _settled(msg.sender);
        account.joining = _minus(account.joining, assets);
        _joining[epoch].subtract(msg.sender, assets);
        emit DepositCancelled(msg.sender, assets, epoch);
        _payOut(asset, msg.sender, msg.sender, assets);
    }

    function redeem(uint256 shares) external returns (uint256 assets) {
        Account storage account = _settled(msg.sender);
        account.shares = _minus(account.shares, shares);
        _redeemed[epoch].add(msg.sender, shares);
        assets = shares.mulDiv(priceAt[epoch], ONE);
        emit Redeemed(msg.sender, shares, assets);
        _payOut(asset, msg.sender, msg.sender, assets);
    }

    /// Adds earnings, to everybody whose shares are still there at the end of the epoch.
    function addEarnings(uint256 assets) external {
        _payIn(asset, msg.sender, assets);
    }

    /// Ends the epoch when its time is over: for anybody, once in a while. Reads all parts and tills.
    function closeEpoch() external {
        if (block.timestamp < epochEnds) revert EpochRuns(epochEnds);
        uint256 joining = _joining[epoch].total();
        uint256 shares = totalShares - _redeemed[epoch].total();
        uint256 price = (_tillsHold(asset) - joining + VIRTUAL).mulDiv(ONE, shares + VIRTUAL);
        emit EpochClosed(epoch, price);
        epoch++;
        priceAt[epoch] = price;
        totalShares = shares + joining.mulDiv(ONE, price);
        epochEnds = block.timestamp + EPOCH;
    }

    /// Shares that the account can redeem now.
    function sharesOf(address owner) external view returns (uint256) {
        return _settle(_accounts[owner]).shares;
    }

    /// What the account would get if it left now.
    function assetsOf(address owner) external view returns (uint256) {
        Account memory account = _settle(_accounts[owner]);
        return account.joining + account.shares.mulDiv(priceAt[epoch], ONE);
    }

    function _settled(address owner) private returns (Account storage account) {
        account = _accounts[owner];
        if (account.epoch != epoch) _accounts[owner] = _settle(account);
    }

    /// Turns what joined in an epoch that is over into shares, at the price that it ended with.
    function _settle(Account memory account) private view returns (Account memory) {
        if (account.epoch == epoch) return account;
        uint256 bought = account.joining == 0 ? 0 : account.joining.mulDiv(ONE, priceAt[account.epoch + 1]);
        return Account({shares: account.shares + bought, joining: 0, epoch: epoch});
    }

    function _minus(uint256 available, uint256 wanted) private pure returns (uint256) {
        if (wanted > available) revert NotEnough(available, wanted);
        return available - wanted;
    }
}
