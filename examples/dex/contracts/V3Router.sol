// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IUniswapV3Factory} from "@uniswap/v3-core-optimism/contracts/interfaces/IUniswapV3Factory.sol";
import {IUniswapV3Pool} from "@uniswap/v3-core-optimism/contracts/interfaces/IUniswapV3Pool.sol";
import {
    IUniswapV3MintCallback
} from "@uniswap/v3-core-optimism/contracts/interfaces/callback/IUniswapV3MintCallback.sol";
import {
    IUniswapV3SwapCallback
} from "@uniswap/v3-core-optimism/contracts/interfaces/callback/IUniswapV3SwapCallback.sol";

/// Trades with pools of Uniswap V3 and provides liquidity to them. It has no storage: two transactions through it never
/// conflict because of the router.
///
/// A pool asks who calls it for the payment, in a callback. Only pools of the factory may ask, and they are only called
/// here, with the account that called the router as the payer. No deadlines: a transaction may wait until it is mined.
contract V3Router is IUniswapV3SwapCallback, IUniswapV3MintCallback {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// The ends of the range of prices, which no trade reaches.
    uint160 private constant LOWEST_PRICE = 4295128739 + 1;
    uint160 private constant HIGHEST_PRICE = 1461446703485210103287273052203988822378723970342 - 1;

    IUniswapV3Factory public immutable factory;

    error TooLittleOut(uint256 amountOut, uint256 minimum);
    error TooMuchIn(uint256 amount0, uint256 amount1);
    error NoPoolOfTheFactory(address account);

    constructor(IUniswapV3Factory factory_) {
        factory = factory_;
    }

    /// Sells exactly `amountIn` of token 0 (`zeroForOne`) or token 1 to the pool.
    function swapExactInput(IUniswapV3Pool pool, bool zeroForOne, uint256 amountIn, uint256 minimumOut)
        external
        returns (uint256 amountOut)
    {
        (int256 amount0, int256 amount1) = pool.swap(
            msg.sender,
            zeroForOne,
            amountIn.toInt256(),
            zeroForOne ? LOWEST_PRICE : HIGHEST_PRICE,
            abi.encode(msg.sender)
        );
        amountOut = uint256(-(zeroForOne ? amount1 : amount0));
        if (amountOut < minimumOut) revert TooLittleOut(amountOut, minimumOut);
    }

    /// Provides liquidity between two ticks. The position belongs to who calls, and is taken back at the pool itself.
    function addLiquidity(
        IUniswapV3Pool pool,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 most0,
        uint256 most1
    ) external returns (uint256 amount0, uint256 amount1) {
        (amount0, amount1) = pool.mint(msg.sender, tickLower, tickUpper, liquidity, abi.encode(msg.sender));
        if (amount0 > most0 || amount1 > most1) revert TooMuchIn(amount0, amount1);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        _pay(amount0 > 0 ? uint256(amount0) : 0, amount1 > 0 ? uint256(amount1) : 0, data);
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external {
        _pay(amount0, amount1, data);
    }

    /// Pays the pool that calls.
    function _pay(uint256 amount0, uint256 amount1, bytes calldata data) private {
        IUniswapV3Pool pool = IUniswapV3Pool(msg.sender);
        (address token0, address token1) = (pool.token0(), pool.token1());
        if (factory.getPool(token0, token1, pool.fee()) != msg.sender) revert NoPoolOfTheFactory(msg.sender);
        address payer = abi.decode(data, (address));
        if (amount0 > 0) IERC20(token0).safeTransferFrom(payer, msg.sender, amount0);
        if (amount1 > 0) IERC20(token1).safeTransferFrom(payer, msg.sender, amount1);
    }
}
