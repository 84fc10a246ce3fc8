// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What people do with a staking contract, before and after the remedy.
interface IStaking {
    event RewardAdded(uint256 reward);
    event Staked(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event RewardPaid(address indexed account, uint256 reward);

    error SameToken();
    error NotEnough(uint256 available, uint256 wanted);

    function stake(uint256 amount) external;
    function withdraw(uint256 amount) external;
    function getReward() external;
    function balanceOf(address account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
    function earned(address account) external view returns (uint256);
}
