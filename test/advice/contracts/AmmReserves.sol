// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

contract Coin is ERC20("Coin", "COIN") {
    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }
}

/// Traders keep their tokens in the exchange, so that a trade moves numbers of the exchange alone.
abstract contract Accounts {
    using SafeERC20 for IERC20;

    IERC20 public immutable token0;
    IERC20 public immutable token1;
    mapping(address trader => uint256) public balance0;
    mapping(address trader => uint256) public balance1;

    constructor(IERC20 token0_, IERC20 token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    /// For tokens that arrive in full: one that takes a fee on transfers would leave the accounts uncovered.
    function depositFor(address trader, uint256 amount0, uint256 amount1) external {
        balance0[trader] += amount0;
        balance1[trader] += amount1;
        token0.safeTransferFrom(msg.sender, address(this), amount0);
        token1.safeTransferFrom(msg.sender, address(this), amount1);
    }

    function withdraw(uint256 amount0, uint256 amount1) external {
        balance0[msg.sender] -= amount0;
        balance1[msg.sender] -= amount1;
        token0.safeTransfer(msg.sender, amount0);
        token1.safeTransfer(msg.sender, amount1);
    }
}

/// The market maker's tokens. Shares of those who provide them are left out: what is provided stays in the pool.
struct Reserves {
    uint112 reserve0;
    uint112 reserve1;
}

library ConstantProduct {
    using SafeCast for uint256;

    error TooLittle(uint256 amountOut);

    /// Takes amountIn of one token, and says how much of the other one it buys.
    function trade(
        Reserves storage reserves,
        bool zeroForOne,
        uint256 amountIn,
        uint256 minimumOut
    ) internal returns (uint256 amountOut) {
        (uint256 reserve0, uint256 reserve1) = (reserves.reserve0, reserves.reserve1);
        if (zeroForOne) {
            amountOut = Math.mulDiv(amountIn, reserve1, reserve0 + amountIn);
            (reserve0, reserve1) = (reserve0 + amountIn, reserve1 - amountOut);
        } else {
            amountOut = Math.mulDiv(amountIn, reserve0, reserve1 + amountIn);
            (reserve0, reserve1) = (reserve0 - amountOut, reserve1 + amountIn);
        }
        if (amountOut < minimumOut) revert TooLittle(amountOut);
        reserves.reserve0 = reserve0.toUint112();
        reserves.reserve1 = reserve1.toUint112();
    }

    function add(Reserves storage reserves, uint256 amount0, uint256 amount1) internal {
        reserves.reserve0 += amount0.toUint112();
        reserves.reserve1 += amount1.toUint112();
    }
}

/// One pool: each trade gets the price that the trade before it has left.
contract Pool is Accounts {
    using ConstantProduct for Reserves;

    Reserves public reserves;

    constructor(IERC20 token0_, IERC20 token1_) Accounts(token0_, token1_) {}

    function provide(uint256 amount0, uint256 amount1) external {
        balance0[msg.sender] -= amount0;
        balance1[msg.sender] -= amount1;
        reserves.add(amount0, amount1);
    }

    function swap0For1(uint256 amountIn, uint256 minimumOut) external {
        balance0[msg.sender] -= amountIn;
        balance1[msg.sender] += reserves.trade(true, amountIn, minimumOut);
    }

    function swap1For0(uint256 amountIn, uint256 minimumOut) external {
        balance1[msg.sender] -= amountIn;
        balance0[msg.sender] += reserves.trade(false, amountIn, minimumOut);
    }
}

/// Eight pools of an eighth each. A trader names the pool with the best price.
contract SplitPool is Accounts {
    using ConstantProduct for Reserves;

    uint256 private constant POOLS = 8;

    Reserves[POOLS] public pools;

    constructor(IERC20 token0_, IERC20 token1_) Accounts(token0_, token1_) {}

    function provide(uint256 amount0, uint256 amount1) external {
        balance0[msg.sender] -= amount0 / POOLS * POOLS;
        balance1[msg.sender] -= amount1 / POOLS * POOLS;
        for (uint256 i = 0; i < POOLS; i++) pools[i].add(amount0 / POOLS, amount1 / POOLS);
    }

    function swap0For1(uint256 pool, uint256 amountIn, uint256 minimumOut) external {
        balance0[msg.sender] -= amountIn;
        balance1[msg.sender] += pools[pool].trade(true, amountIn, minimumOut);
    }

    function swap1For0(uint256 pool, uint256 amountIn, uint256 minimumOut) external {
        balance1[msg.sender] -= amountIn;
        balance0[msg.sender] += pools[pool].trade(false, amountIn, minimumOut);
    }
}

/// All orders of a batch trade at one price, worked out once. Orders only write what is their own.
contract BatchPool is Accounts {
    using SafeCast for uint256;
    using ConstantProduct for Reserves;

    struct Order {
        uint128 sold0;
        uint128 sold1;
    }

    /// Price of a batch: so many of token1 for so many of token0.
    struct Price {
        uint128 amount1;
        uint128 amount0;
    }

    error NotDue(uint256 batch);
    error NotSettled(uint256 batch);

    uint256 private constant BATCH_SECONDS = 60;
    uint256 private constant SHARDS = 64;

    Reserves public reserves;
    mapping(uint256 batch => Price) public priceOf;
    mapping(uint256 batch => mapping(address trader => Order)) public orders;
    mapping(uint256 batch => Order[SHARDS]) private _sold;

    constructor(IERC20 token0_, IERC20 token1_) Accounts(token0_, token1_) {}

    function provide(uint256 amount0, uint256 amount1) external {
        balance0[msg.sender] -= amount0;
        balance1[msg.sender] -= amount1;
        reserves.add(amount0, amount1);
    }

    function batchNow() public view returns (uint256) {
        return block.timestamp / BATCH_SECONDS;
    }

    function sell0(uint256 amountIn) external {
        balance0[msg.sender] -= amountIn;
        orders[batchNow()][msg.sender].sold0 += amountIn.toUint128();
        _sold[batchNow()][uint160(msg.sender) % SHARDS].sold0 += amountIn.toUint128();
    }

    function sell1(uint256 amountIn) external {
        balance1[msg.sender] -= amountIn;
        orders[batchNow()][msg.sender].sold1 += amountIn.toUint128();
        _sold[batchNow()][uint160(msg.sender) % SHARDS].sold1 += amountIn.toUint128();
    }

    /// Once for all orders: the price at which what both sides and the pool give and get leaves the product constant.
    function settle(uint256 batch) external {
        if (batch >= batchNow() || priceOf[batch].amount0 != 0) revert NotDue(batch);
        (uint256 sold0, uint256 sold1) = (0, 0);
        for (uint256 i = 0; i < SHARDS; i++) {
            sold0 += _sold[batch][i].sold0;
            sold1 += _sold[batch][i].sold1;
        }
        uint256 all0 = reserves.reserve0 + sold0;
        uint256 all1 = reserves.reserve1 + sold1;
        priceOf[batch] = Price(all1.toUint128(), all0.toUint128());
        reserves.reserve0 = (all0 - Math.mulDiv(sold1, all0, all1)).toUint112();
        reserves.reserve1 = (all1 - Math.mulDiv(sold0, all1, all0)).toUint112();
    }

    function claim(uint256 batch) external {
        Price memory price = priceOf[batch];
        if (price.amount0 == 0) revert NotSettled(batch);
        Order memory order = orders[batch][msg.sender];
        delete orders[batch][msg.sender];
        balance0[msg.sender] += Math.mulDiv(order.sold1, price.amount0, price.amount1);
        balance1[msg.sender] += Math.mulDiv(order.sold0, price.amount1, price.amount0);
    }
}
