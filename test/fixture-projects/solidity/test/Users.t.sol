// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";

contract Bank {
    mapping(address => uint256) public balances;

    function deposit(uint256 amount) external {
        balances[msg.sender] += amount;
    }
}

/// What holds for any two users.
contract UsersTest is ParallelTest {
    Bank private immutable bank = new Bank();

    function testFuzzDepositsOfTwoUsers(address one, address other, uint128 first, uint128 second) external {
        if (one == other || one == address(0) || other == address(0) || first == 0) return;
        assertNoConflict(
            callFrom(one, address(bank), abi.encodeCall(Bank.deposit, (first))),
            callFrom(other, address(bank), abi.encodeCall(Bank.deposit, (second)))
        );
    }

    function testFuzzDepositsOfOneUser(address user, uint128 first, uint128 second) external {
        if (user == address(0) || first == 0) return;
        Call memory one = callFrom(user, address(bank), abi.encodeCall(Bank.deposit, (first)));
        Call memory other = callFrom(user, address(bank), abi.encodeCall(Bank.deposit, (second)));
        assertConflictOn(one, other, slotOf(address(bank), 0, user));
    }

    function testRecordingLeavesNoTrace() external {
        assertConflict(
            callFrom(address(this), address(bank), abi.encodeCall(Bank.deposit, (1))),
            callFrom(address(this), address(bank), abi.encodeCall(Bank.deposit, (1)))
        );
        require(bank.balances(address(this)) == 0, "a deposit stayed");
    }
}
