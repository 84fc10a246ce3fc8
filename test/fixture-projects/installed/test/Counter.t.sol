// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Counter} from "../contracts/Counter.sol";

contract CounterTest is ParallelTest {
    Counter private immutable counter = new Counter();

    function test_CallersWaitForTheTotal() external {
        bytes memory data = abi.encodeCall(Counter.increment, ());
        assertConflictOn(
            callFrom(address(1), address(counter), data),
            callFrom(address(2), address(counter), data),
            slotOf(address(counter), 0)
        );
    }
}
