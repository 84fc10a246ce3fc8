// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {PARTS, ShardedSum} from "hardhat-parallel-examples-common/ShardedSum.sol";
import {Tills} from "hardhat-parallel-examples-common/Tills.sol";
import {IStaking} from "./IStaking.sol";

/// After the remedy: rewards are given out once in an epoch (a day), when `closeEpoch` adds up the parts of all sums, to
/// what was staked for the whole of it. In between, people only write what is their own; what they have earned follows
/// from the rewards per token at the ends of the epochs since their last action, which nobody writes any more.
///
/// So a stake begins to earn with the next epoch, and what is withdrawn in the middle of one leaves its rewards of this
/// epoch to the others. Rewards of an epoch in which nothing earns are kept for the next one. What rounding leaves over,
/// less than a unit for each account and epoch, stays here.
///
/// For two different ordinary ERC-20 tokens: no fees on transfer, no balances that change by themselves, no calls to
/// their holders.
contract EpochStaking is IStaking, Tills {
    using Math for uint256;
    using SafeERC20 for IERC20;
    using ShardedSum for ShardedSum.Sum;

    struct Account {
        /// Earns in `epoch`.
        uint256 earning;
        /// Earns from the epoch after `epoch` on.
        uint256 joining;
        /// Earned until `epoch`, and not claimed.
        uint256 rewards;
        uint256 epoch;
    }

    uint256 public constant EPOCH = 1 days;
    uint256 private constant ONE = 1e18;

    IERC20 public immutable stakingToken;
    IERC20 public immutable rewardsToken;

    uint256 public epoch;
    uint256 public epochEnds = block.timestamp + EPOCH;
    /// To be given out at the end of the epoch; held at the contract's own address until then.
    uint256 public pot;
    /// Rewards for `ONE` token that has earned from the first epoch on, until the beginning of each.
    mapping(uint256 epoch => uint256) private _rewardPerTokenAt;

    mapping(address account => Account) private _accounts;
    ShardedSum.Sum private _staked;
    /// Of that, what was staked before the epoch began.
    ShardedSum.Sum private _earning;

    event EpochClosed(uint256 epoch, uint256 reward);

    error EpochRuns(uint256 until);

    constructor(IERC20 stakingToken_, IERC20 rewardsToken_) Tills(_list(stakingToken_, rewardsToken_)) {
        // Else rewards would be paid with what others have staked.
        if (address(stakingToken_) == address(rewardsToken_)) revert SameToken();
        stakingToken = stakingToken_;
        rewardsToken = rewardsToken_;
    }

    function stake(uint256 amount) external {
        Account storage account = _settled(msg.sender);
        account.joining += amount;
        _staked.add(msg.sender, amount);
        emit Staked(msg.sender, amount);
        _payIn(stakingToken, msg.sender, amount);
    }

    /// Takes first what does not earn yet.
    function withdraw(uint256 amount) external {
        Account storage account = _settled(msg.sender);
        uint256 staked = account.earning + account.joining;
        if (amount > staked) revert NotEnough(staked, amount);
        uint256 fromJoining = Math.min(amount, account.joining);
        uint256 fromEarning = amount - fromJoining;
        if (fromJoining > 0) account.joining -= fromJoining;
        if (fromEarning > 0) {
            account.earning -= fromEarning;
            _earning.subtract(msg.sender, fromEarning);
        }
        _staked.subtract(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
        _payOut(stakingToken, msg.sender, msg.sender, amount);
    }

    function getReward() external {
        Account storage account = _settled(msg.sender);
        uint256 reward = account.rewards;
        account.rewards = 0;
        emit RewardPaid(msg.sender, reward);
        _payOut(rewardsToken, msg.sender, msg.sender, reward);
    }

    /// Adds to what is given out at the end of the epoch, from the caller's tokens.
    function addReward(uint256 reward) external {
        pot += reward;
        emit RewardAdded(reward);
        rewardsToken.safeTransferFrom(msg.sender, address(this), reward);
    }

    /// Ends the epoch when its time is over: for anybody, once in a while. Reads all parts of what is staked, and puts
    /// the rewards into the tills of those who have earned them.
    function closeEpoch() external {
        if (block.timestamp < epochEnds) revert EpochRuns(epochEnds);
        uint256 earning = _earning.total();
        uint256 reward = earning == 0 ? 0 : pot;
        uint256 rewardPerToken = earning == 0 ? 0 : reward.mulDiv(ONE, earning);
        emit EpochClosed(epoch, reward);
        epoch++;
        epochEnds = block.timestamp + EPOCH;
        _rewardPerTokenAt[epoch] = _rewardPerTokenAt[epoch - 1] + rewardPerToken;
        pot -= reward;
        uint256[PARTS] memory shares = _sharesOf(reward, rewardPerToken);
        _earning = _staked;
        _fill(rewardsToken, shares);
    }

    function balanceOf(address owner) external view returns (uint256) {
        return _accounts[owner].earning + _accounts[owner].joining;
    }

    function totalSupply() external view returns (uint256) {
        return _staked.total();
    }

    /// What the account has earned in epochs that are over, and not claimed.
    function earned(address owner) external view returns (uint256) {
        return _settle(_accounts[owner]).rewards;
    }

    /// What each part has earned. The first gets what is lost by rounding, so that all is in some till.
    function _sharesOf(uint256 reward, uint256 rewardPerToken) private view returns (uint256[PARTS] memory shares) {
        uint256 rest = reward;
        for (uint256 i = 0; i < PARTS; i++) {
            shares[i] = _earning.parts[i].mulDiv(rewardPerToken, ONE);
            rest -= shares[i];
        }
        shares[0] += rest;
    }

    function _settled(address owner) private returns (Account storage account) {
        account = _accounts[owner];
        if (account.epoch != epoch) _accounts[owner] = _settle(account);
    }

    /// Brings an account up to the epoch that runs.
    function _settle(Account memory account) private view returns (Account memory) {
        if (account.epoch == epoch) return account;
        uint256 since = _rewardPerTokenAt[account.epoch];
        uint256 joined = _rewardPerTokenAt[account.epoch + 1];
        uint256 now_ = _rewardPerTokenAt[epoch];
        uint256 earning = account.earning + account.joining;
        uint256 reward = account.earning.mulDiv(joined - since, ONE) + earning.mulDiv(now_ - joined, ONE);
        return Account({earning: earning, joining: 0, rewards: account.rewards + reward, epoch: epoch});
    }
}
