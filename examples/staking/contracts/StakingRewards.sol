// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStaking} from "./IStaking.sol";

/// Before the remedy: the staking contract of Synthetix, which hundreds of others were made from, in today's Solidity
/// (without its pause, and without the rescue of other tokens). Every action first adds to the reward per staked token
/// what has accrued since the last one, divided by all that is staked, and then changes what is staked.
///
/// While nothing is staked, rewards accrue for nobody and stay in the contract, as in the original.
///
/// For ordinary ERC-20 tokens: no fees on transfer, no balances that change by themselves.
contract StakingRewards is IStaking, Ownable, ReentrancyGuard {
    using Math for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant ONE = 1e18;
    uint256 public constant DURATION = 7 days;

    IERC20 public immutable stakingToken;
    IERC20 public immutable rewardsToken;

    uint256 public periodFinish;
    uint256 public rewardRate;
    uint256 public lastUpdateTime;
    uint256 public rewardPerTokenStored;
    uint256 public totalSupply;
    mapping(address account => uint256) public userRewardPerTokenPaid;
    mapping(address account => uint256) public rewards;
    mapping(address account => uint256) public balanceOf;

    error RewardTooHigh(uint256 available, uint256 wanted);

    modifier updateReward(address account) {
        rewardPerTokenStored = rewardPerToken();
        lastUpdateTime = lastTimeRewardApplicable();
        if (account != address(0)) {
            rewards[account] = earned(account);
            userRewardPerTokenPaid[account] = rewardPerTokenStored;
        }
        _;
    }

    constructor(IERC20 stakingToken_, IERC20 rewardsToken_) Ownable(msg.sender) {
        // Else rewards would be paid with what others have staked.
        if (address(stakingToken_) == address(rewardsToken_)) revert SameToken();
        stakingToken = stakingToken_;
        rewardsToken = rewardsToken_;
    }

    function stake(uint256 amount) external nonReentrant updateReward(msg.sender) {
        totalSupply += amount;
        balanceOf[msg.sender] += amount;
        emit Staked(msg.sender, amount);
        stakingToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdraw(uint256 amount) external nonReentrant updateReward(msg.sender) {
        uint256 staked = balanceOf[msg.sender];
        if (amount > staked) revert NotEnough(staked, amount);
        totalSupply -= amount;
        balanceOf[msg.sender] = staked - amount;
        emit Withdrawn(msg.sender, amount);
        stakingToken.safeTransfer(msg.sender, amount);
    }

    function getReward() external nonReentrant updateReward(msg.sender) {
        uint256 reward = rewards[msg.sender];
        rewards[msg.sender] = 0;
        emit RewardPaid(msg.sender, reward);
        rewardsToken.safeTransfer(msg.sender, reward);
    }

    /// Gives `reward`, and what is left of earlier rewards, out over the next week. The tokens must be here already, and
    /// the owner has to see to that: as in the original, the check below also counts tokens that others have earned and
    /// not claimed yet.
    function notifyRewardAmount(uint256 reward) external onlyOwner updateReward(address(0)) {
        uint256 left = block.timestamp < periodFinish ? (periodFinish - block.timestamp) * rewardRate : 0;
        rewardRate = (reward + left) / DURATION;
        uint256 held = rewardsToken.balanceOf(address(this));
        if (rewardRate > held / DURATION) revert RewardTooHigh(held / DURATION, rewardRate);
        lastUpdateTime = block.timestamp;
        periodFinish = block.timestamp + DURATION;
        emit RewardAdded(reward);
    }

    function lastTimeRewardApplicable() public view returns (uint256) {
        return Math.min(block.timestamp, periodFinish);
    }

    function rewardPerToken() public view returns (uint256) {
        if (totalSupply == 0) return rewardPerTokenStored;
        uint256 elapsed = lastTimeRewardApplicable() - lastUpdateTime;
        return rewardPerTokenStored + (elapsed * rewardRate).mulDiv(ONE, totalSupply);
    }

    function earned(address account) public view returns (uint256) {
        return balanceOf[account].mulDiv(rewardPerToken() - userRewardPerTokenPaid[account], ONE) + rewards[account];
    }
}
