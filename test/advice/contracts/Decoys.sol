// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// Only becomes greater, as a total does: but who bids has to know it.
contract Auction {
    uint256 public highestBid;

    error TooLow();

    function bid(uint256 amount) external {
        if (amount <= highestBid) revert TooLow();
        highestBid = amount;
    }
}

/// Counts what callers give numbers to.
contract Shelf {
    uint256 public count;
    mapping(uint256 id => address) public ownerOf;

    function put(uint256 id) external {
        ownerOf[id] = msg.sender;
        count++;
    }
}

/// Each account has a list of its own.
contract Notebook {
    mapping(address author => uint256[]) public notesOf;

    function write(uint256 note) external {
        notesOf[msg.sender].push(note);
    }
}

/// One number goes down and another one up, but nothing is priced by them.
contract Fund {
    uint256 public idle = 1000;
    uint256 public invested;

    function invest(uint256 amount) external {
        idle -= amount;
        invested += amount;
    }
}

/// A number that some set and others read.
contract Oracle {
    uint256 public price;
    mapping(address trader => uint256) public paid;

    function update(uint256 price_) external {
        price = price_;
    }

    function trade() external {
        paid[msg.sender] += price;
    }
}

/// Each account numbers its own actions.
contract Actions {
    mapping(address account => uint256) public nonces;

    function act(uint256 nonce) external {
        require(nonces[msg.sender]++ == nonce);
    }
}

/// Called an index, but it follows no clock.
contract Market {
    uint256 public index = 100;

    function move(uint256 to) external {
        require(to != index);
        index = to;
    }
}

/// A flag that each call changes.
contract Door {
    bool public paused;

    function toggle() external {
        paused = !paused;
    }
}

/// Each account has a timestamp of its own.
contract Faucet {
    mapping(address account => uint256) public lastDrip;

    function drip() external {
        require(block.timestamp > lastDrip[msg.sender]);
        lastDrip[msg.sender] = block.timestamp;
    }
}

/// An account is paid by many, and takes part in each payment itself.
contract Ledger {
    mapping(address account => uint256) public balanceOf;

    function pay(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }
}

contract Till {
    Ledger private immutable _ledger;
    mapping(address customer => uint256) public boughtBy;

    constructor(Ledger ledger) {
        _ledger = ledger;
    }

    function buy(uint256 amount) external {
        boughtBy[msg.sender] += amount;
        _ledger.pay(address(this), amount);
    }
}

/// A pot of ether that pays whoever calls.
contract Pot {
    constructor() payable {}

    function draw() external {
        Address.sendValue(payable(msg.sender), 10);
    }
}

/// Rewards by time, in the usual form.
contract Staking {
    uint256 public rewardPerTokenStored;
    uint256 public lastUpdateTime = block.timestamp;
    mapping(address account => uint256) public stakeOf;
    mapping(address account => uint256) public paidPerToken;

    function stake(uint256 amount) external {
        rewardPerTokenStored += 1e18 * (block.timestamp - lastUpdateTime);
        lastUpdateTime = block.timestamp;
        paidPerToken[msg.sender] = rewardPerTokenStored;
        stakeOf[msg.sender] += amount;
    }
}

/// A wallet that anyone brings its owner's orders to.
contract Wallet {
    uint256 public nonce;
    mapping(uint256 order => bool) public done;

    function execute(uint256 order, uint256 nonce_) external {
        require(nonce++ == nonce_);
        done[order] = true;
    }
}

/// Two numbers of which one goes up and the other one down, either way.
contract Pair {
    uint128 public left = 1e12;
    uint128 public right = 1e12;

    function swap(bool leftIn, uint128 amountIn) external {
        uint256 product = uint256(left) * right;
        if (leftIn) {
            left += amountIn;
            right = uint128(product / left);
        } else {
            right += amountIn;
            left = uint128(product / right);
        }
    }
}

/// Stores what is there already.
contract Switch {
    bool public on = true;
    mapping(address account => uint256) public uses;

    function use() external {
        require(on);
        on = true;
        uses[msg.sender]++;
    }
}

/// A guard of its own, in the form of Uniswap V2.
contract Vessel {
    uint256 private unlocked = 1;
    mapping(address account => uint256) public uses;

    modifier lock() {
        require(unlocked == 1);
        unlocked = 0;
        _;
        unlocked = 1;
    }

    function use() external lock {
        uses[msg.sender]++;
    }
}

/// Interest by time, with the names that lending pools use.
contract Lending {
    uint256 private _borrowIndex = 1e27;
    uint40 public accruedAt = uint40(block.timestamp);
    mapping(address account => uint256) public debtShares;

    function borrow(uint256 amount) external {
        _borrowIndex += (_borrowIndex * (block.timestamp - accruedAt)) / 1e9;
        accruedAt = uint40(block.timestamp);
        debtShares[msg.sender] += (amount * 1e27) / _borrowIndex;
    }
}

/// Rewards of several pools, each with an accumulator of its own.
contract Farm {
    struct PoolInfo {
        uint256 accRewardPerShare;
        uint256 lastReward;
    }

    PoolInfo[2] public pools;
    mapping(address account => uint256) public paidPerShare;

    function deposit(uint256 pool, uint256 amount) external {
        pools[pool].accRewardPerShare += amount * 1e12;
        require(paidPerShare[msg.sender] != pools[pool].accRewardPerShare);
        paidPerShare[msg.sender] += pools[pool].accRewardPerShare;
    }
}

/// An index and its clock in one slot.
contract Reserve {
    uint128 public liquidityIndex = 1e27;
    uint40 public lastUpdate = uint40(block.timestamp);
    mapping(address account => uint256) public scaledBalanceOf;

    function supply(uint256 amount) external {
        liquidityIndex += uint128((uint256(liquidityIndex) * (block.timestamp - lastUpdate)) / 1e9);
        lastUpdate = uint40(block.timestamp);
        scaledBalanceOf[msg.sender] += (amount * 1e27) / liquidityIndex;
    }
}

/// A sum over time, as oracles keep it.
contract Recorder {
    uint256 public total;
    uint256 public lastAt = block.timestamp;
    mapping(address account => uint256) public callsOf;

    function observe() external {
        total += 7 * (block.timestamp - lastAt);
        lastAt = block.timestamp;
        callsOf[msg.sender]++;
    }
}
