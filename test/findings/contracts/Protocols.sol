// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Pool {
    uint112 private reserve0 = 1_000_000; // slot of three
    uint112 private reserve1 = 1_000_000;
    uint32 private updated;
    mapping(address => uint256) private out;

    function swap(uint112 amountIn) external {
        (uint112 r0, uint112 r1) = (reserve0, reserve1); // read:reserves
        uint112 amountOut = uint112((uint256(r1) * amountIn) / (uint256(r0) + amountIn));
        out[msg.sender] += amountOut;
        reserve0 = r0 + amountIn;
        reserve1 = r1 - amountOut; // write:reserves
    }

    function quote(uint112 amountIn) external {
        out[msg.sender] = (uint256(reserve1) * amountIn) / reserve0; // read:quote
    }
}

contract Staking {
    uint256 private rewardPerShare;
    uint256 private lastTime = block.timestamp;
    uint256 private totalStaked;
    mapping(address => uint256) private staked;
    mapping(address => uint256) private paid;

    function stake(uint256 amount) external {
        if (totalStaked > 0) { // read:totalStaked
            uint256 passed = block.timestamp - lastTime; // read:lastTime
            rewardPerShare += (passed * 1e18) / totalStaked; // both:perShare
        }
        lastTime = block.timestamp; // write:lastTime
        paid[msg.sender] = rewardPerShare * amount;
        staked[msg.sender] += amount;
        totalStaked += amount; // write:totalStaked
    }
}

contract Lending {
    uint256 private index = 1e18;
    uint256 private accrued = block.timestamp;
    uint256 private totalBorrowed;
    mapping(address => uint256) private scaled;

    function borrow(uint256 amount) external { // both:borrow
        uint256 passed = block.timestamp - accrued; // read:accrued
        if (passed > 0) {
            index += (index * passed) / 1e9; // both:index
            accrued = block.timestamp; // write:accrued
        }
        scaled[msg.sender] += (amount * 1e18) / index; // read:scale
        totalBorrowed += amount; // both:borrowed
    }
}

contract Auction {
    uint256 private highest;
    address private leader;

    function bid() external payable {
        require(msg.value > highest, "too low"); // read:highest
        address payable before = payable(leader); // read:leader
        uint256 refund = highest;
        highest = msg.value; // write:highest
        leader = msg.sender; // write:leader
        if (refund > 0) before.transfer(refund);
    }
}

contract Ballot {
    mapping(uint256 => uint256) private votes;
    mapping(address => bool) private voted;

    function vote(uint256 option) external {
        require(!voted[msg.sender], "twice");
        voted[msg.sender] = true;
        votes[option] += 1; // both:vote
    }

    function winner(uint256 a, uint256 b) external view returns (uint256) {
        return votes[a] >= votes[b] ? a : b; // read:winner
    }
}

contract Oracle {
    uint256 private answer = 100;
    uint256 private immutable decimals = 8;

    function latest() external view returns (uint256, uint256) {
        return (answer, decimals); // read:latest
    }

    function push(uint256 to) external {
        answer = to; // write:push
    }
}

contract Consumer {
    Oracle private immutable oracle;
    mapping(address => uint256) private worth;

    constructor(Oracle at) {
        oracle = at;
    }

    function use(uint256 amount) external {
        (uint256 answer, uint256 decimals) = oracle.latest();
        worth[msg.sender] = (amount * answer) / 10 ** decimals;
    }
}

contract Relayer {
    uint256 private nonce;
    mapping(address => uint256) private done;

    function relay(uint256 expected, address for_) external {
        require(nonce == expected, "nonce"); // read:nonce
        nonce = expected + 1; // write:nonce
        done[for_] += 1;
    }
}

contract Clock {
    uint256 private last;
    uint256 private lastBlock;

    function touch() external {
        last = block.timestamp; // write:last
    }

    function once() external {
        require(block.number > lastBlock, "again"); // read:lastBlock
        lastBlock = block.number; // write:lastBlock
    }
}

contract Fees {
    uint256 private collected;
    mapping(address => uint256) private balances;

    function pay(address to, uint256 amount) external {
        uint256 fee = amount / 100;
        collected += fee; // both:fee
        balances[to] += amount - fee; // both:net
    }

    function collect() external {
        balances[msg.sender] += collected; // read:collect
        collected = 0; // write:collect
    }
}

contract Vault {
    uint256 private assets;
    uint256 private shares;
    mapping(address => uint256) private sharesOf;

    function deposit(uint256 amount) external { // both:deposit
        uint256 minted = amount;
        if (shares > 0) { // read:shares
            minted = (amount * shares) / assets; // read:assets
        }
        sharesOf[msg.sender] += minted;
        shares += minted; // write:shares
        assets += amount; // write:assets
    }
}
