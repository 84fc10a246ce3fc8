// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Call, Recording} from "hardhat-parallel/contracts/parallel/Recording.sol";

interface Vm {
    function label(address account, string calldata name) external;
}

contract Vault {
    uint256 private immutable started = block.timestamp;
    uint64 private deposits;
    uint128 private total;
    mapping(address => uint256) private balances;
    mapping(address => mapping(address => uint256)) private allowance;

    function deposit(uint128 amount) external {
        require(amount > 0, "nothing to deposit");
        balances[msg.sender] += amount;
        deposits++;
        total += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function spend(address owner) external {
        allowance[owner][msg.sender] = 0;
        balances[msg.sender] += started;
    }

    function allowed(address owner) external view returns (uint256) {
        return allowance[owner][msg.sender];
    }
}

/// Every test fails: what they say is what a user reads.
contract FailingTest is ParallelTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    Vault private immutable vault = new Vault();
    address private constant ALICE = 0xA11cea11CEA11CEA11cEa11CeA11ceA11CEA11Ce;
    address private constant BOB = 0xB0B0b0B0B0B0B0b0B0B0B0b0b0b0b0B0b0b0B0B0;

    function setUp() external {
        vm.label(ALICE, "alice");
    }

    function deposit(address from, uint128 amount) private view returns (Call memory) {
        return callFrom(from, address(vault), abi.encodeCall(Vault.deposit, (amount)));
    }

    function testA_Conflict() external {
        assertNoConflict(deposit(ALICE, 1), deposit(BOB, 2));
    }

    function testB_ConflictOnAnElement() external {
        Call[] memory calls = new Call[](2);
        calls[0] = callFrom(ALICE, address(vault), abi.encodeCall(Vault.approve, (BOB, 5)));
        calls[1] = named(callFrom(BOB, address(vault), abi.encodeCall(Vault.allowed, (ALICE))), "Bob's look");
        Recording[] memory recordings = recordInOrder(calls);
        assertParallel(recordings);
    }

    function testC_NoConflict() external {
        Call memory approval = callFrom(ALICE, address(vault), abi.encodeCall(Vault.approve, (BOB, 5)));
        assertConflict(approval, callFrom(BOB, address(vault), abi.encodeCall(Vault.approve, (ALICE, 5))));
    }

    function testD_ConflictElsewhere() external {
        assertConflictOn(deposit(ALICE, 1), deposit(BOB, 2), slotOf(address(vault), 1, ALICE));
    }

    function testE_NoConflictAnywhere() external {
        Call memory approval = callFrom(ALICE, address(vault), abi.encodeCall(Vault.approve, (BOB, 5)));
        Call memory other = callFrom(BOB, address(vault), abi.encodeCall(Vault.approve, (ALICE, 5)));
        assertConflictOn(approval, other, slotOf(slotOf(address(vault), 2, ALICE), BOB));
    }

    function testF_Waves() external {
        Call[] memory calls = new Call[](3);
        calls[0] = deposit(ALICE, 1);
        calls[1] = deposit(BOB, 2);
        calls[2] = deposit(ALICE, 3);
        assertMaxWaves(calls, 2);
    }

    function testG_Reverts() external {
        assertNoConflict(deposit(ALICE, 0), deposit(BOB, 2));
    }

    function testH_ConflictOnTheNonceOfAFactory() external {
        bytes memory data = abi.encodeCall(Factory.make, ());
        address factory = address(new Factory());
        assertNoConflict(callFrom(ALICE, factory, data), callFrom(BOB, factory, data));
    }

    function testI_NoTarget() external view {
        this.callNothing();
    }

    function callNothing() external pure {
        callFrom(ALICE, address(0), "");
    }
}

contract Factory {
    function make() external {
        new Vault();
    }
}
