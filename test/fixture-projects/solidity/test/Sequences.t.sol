// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Call, Recording} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {Sequence} from "../contracts/scenarios/Sequence.sol";

contract SequencesTest is ParallelTest {
    Sequence private immutable sequence = new Sequence();

    function check(Call[] memory calls, uint256 waves) private {
        Recording[] memory recordings = recordInOrder(calls);
        assertMaxWaves(recordings, waves);
        (bool passed,) = address(this).call(abi.encodeCall(this.assertFewer, (calls, waves - 1)));
        require(!passed, "fewer waves would do");
    }

    function assertFewer(Call[] memory calls, uint256 most) external {
        assertMaxWaves(recordInOrder(calls), most);
    }

    function testChain() external {
        (Call[] memory calls, uint256 waves) = sequence.chain();
        check(calls, waves);
    }

    function testReplaced() external {
        (Call[] memory calls, uint256 waves) = sequence.replaced();
        check(calls, waves);
    }

    function testReplacedInTime() external {
        (Call[] memory calls, uint256 waves) = sequence.replacedInTime();
        check(calls, waves);
    }

    function testApart() external {
        (Call[] memory calls, uint256 waves) = sequence.apart();
        check(calls, waves);
        assertParallel(calls);
    }
}
