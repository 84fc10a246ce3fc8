// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    IUniswapV3SwapCallback
} from "@uniswap/v3-core-optimism/contracts/interfaces/callback/IUniswapV3SwapCallback.sol";

/// For a test: pretends to be a pool that a trade has to be paid to.
contract FakePool {
    IUniswapV3SwapCallback private immutable _router;

    constructor(IUniswapV3SwapCallback router) {
        _router = router;
    }

    function askForPayment(int256 amount, bytes calldata data) external {
        _router.uniswapV3SwapCallback(amount, 0, data);
    }

    function token0() external pure returns (address) {
        return address(1);
    }

    function token1() external pure returns (address) {
        return address(2);
    }

    function fee() external pure returns (uint24) {
        return 3000;
    }
}
