// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// Pays `rate` a second to those who stake, in proportion to what they staked.
contract Staking is ReentrancyGuard {
    using SafeERC20 for IERC20;

    event Staked(address indexed user, uint256 amount);
    event Withdrawn(address indexed user, uint256 amount);
    event Claimed(address indexed user, uint256 reward);

    error Locked(uint256 until);
    error TooMuch(uint256 asked, uint256 staked);

    uint256 public constant LOCK = 1 days;
    IERC20 public immutable token;
    uint256 public immutable rate;
    uint256 public total;
    uint256 public perToken;
    uint256 public updated;
    mapping(address => uint256) public staked;
    mapping(address => uint256) public lockedUntil;
    mapping(address => uint256) private paid;
    mapping(address => uint256) private owed;

    constructor(IERC20 token_, uint256 rate_) {
        token = token_;
        rate = rate_;
        updated = block.timestamp;
    }

    function rewardPerToken() public view returns (uint256) {
        return total == 0 ? perToken : perToken + ((block.timestamp - updated) * rate * 1e18) / total;
    }

    function earned(address user) public view returns (uint256) {
        return owed[user] + (staked[user] * (rewardPerToken() - paid[user])) / 1e18;
    }

    function stake(uint256 amount) external nonReentrant {
        require(amount > 0, "nothing to stake");
        update(msg.sender);
        total += amount;
        staked[msg.sender] += amount;
        lockedUntil[msg.sender] = block.timestamp + LOCK;
        token.safeTransferFrom(msg.sender, address(this), amount);
        emit Staked(msg.sender, amount);
    }

    function withdraw(uint256 amount) external nonReentrant {
        if (amount > staked[msg.sender]) revert TooMuch(amount, staked[msg.sender]);
        if (block.timestamp < lockedUntil[msg.sender]) revert Locked(lockedUntil[msg.sender]);
        update(msg.sender);
        total -= amount;
        staked[msg.sender] -= amount;
        token.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    function claim() external nonReentrant {
        update(msg.sender);
        uint256 reward = owed[msg.sender];
        owed[msg.sender] = 0;
        token.safeTransfer(msg.sender, reward);
        emit Claimed(msg.sender, reward);
    }

    function update(address user) private {
        perToken = rewardPerToken();
        updated = block.timestamp;
        owed[user] = earned(user);
        paid[user] = perToken;
    }
}
