// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

interface IPair {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
    function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
    function mint(address to) external returns (uint256 liquidity);
    function burn(address to) external returns (uint256 amount0, uint256 amount1);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// Trades and provides liquidity in one transaction, as Uniswap's own router does. It has no storage:
/// two transactions through it never conflict because of the router.
///
/// For well-behaved tokens that revert when they cannot pay. No deadlines, and no minimums for liquidity: who adds or
/// removes some takes the price as it is when the transaction is mined.
contract Router {
    error TooLittleOut(uint256 amountOut, uint256 minimum);

    /// Sells exactly `amountIn` of `tokenIn` to the pair.
    function swapExactInput(IPair pair, address tokenIn, uint256 amountIn, uint256 minimumOut)
        external
        returns (uint256 amountOut)
    {
        bool zeroForOne = tokenIn == pair.token0();
        (uint256 reserve0, uint256 reserve1,) = pair.getReserves();
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        uint256 amountInAfterFee = amountIn * 997;
        amountOut = (amountInAfterFee * reserveOut) / (reserveIn * 1000 + amountInAfterFee);
        if (amountOut < minimumOut) revert TooLittleOut(amountOut, minimumOut);
        IERC20(tokenIn).transferFrom(msg.sender, address(pair), amountIn);
        (uint256 out0, uint256 out1) = zeroForOne ? (uint256(0), amountOut) : (amountOut, uint256(0));
        pair.swap(out0, out1, msg.sender, "");
    }

    /// Deposits both tokens; the pair mints liquidity for the smaller share of the two.
    function addLiquidity(IPair pair, uint256 amount0, uint256 amount1) external returns (uint256 liquidity) {
        IERC20(pair.token0()).transferFrom(msg.sender, address(pair), amount0);
        IERC20(pair.token1()).transferFrom(msg.sender, address(pair), amount1);
        return pair.mint(msg.sender);
    }

    /// Returns liquidity to the pair for both tokens.
    function removeLiquidity(IPair pair, uint256 liquidity) external returns (uint256 amount0, uint256 amount1) {
        pair.transferFrom(msg.sender, address(pair), liquidity);
        return pair.burn(msg.sender);
    }
}
