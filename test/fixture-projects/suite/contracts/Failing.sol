// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {console} from "hardhat/console.sol";

contract Stillborn {
    constructor() {
        revert("stillborn");
    }
}

/// Every way to fail, and a log in front of some.
contract Failing {
    error Custom(uint256 value, string text);

    uint256 public value;

    constructor(bool fail) payable {
        require(!fail, "constructor says no");
    }

    function set(uint256 newValue) external {
        console.log("setting %d for %s", newValue, msg.sender);
        value = newValue;
    }

    function reason(uint256 newValue) external {
        console.log("reason called");
        value = newValue;
        require(newValue > 10, "too small");
    }

    function custom() external view {
        revert Custom(value, "hey");
    }

    function panic(uint256 divisor) external view returns (uint256) {
        return value / divisor;
    }

    function overflow() external {
        value = type(uint256).max;
        value++;
    }

    function silent() external pure {
        revert();
    }

    function invalidOpcode() external pure {
        assembly {
            invalid()
        }
    }

    function burn() external {
        while (true) value++;
    }

    function pay() external payable {
        require(msg.value == 1 ether, "wrong amount");
    }

    function before(uint256 time) external view {
        require(block.timestamp < time, "too late");
        require(false, "in time");
    }

    function atBlock(uint256 number) external view {
        require(block.number != number, "at the block");
        require(false, "at another block");
    }

    function environment() external view {
        revert(
            string.concat(
                toString(block.number),
                " ",
                toString(block.timestamp),
                " ",
                toString(block.basefee),
                " ",
                toString(uint160(address(block.coinbase))),
                " ",
                toString(block.prevrandao),
                " ",
                toString(block.gaslimit)
            )
        );
    }

    function create() external returns (Stillborn) {
        return new Stillborn();
    }

    function log() external view returns (uint256) {
        console.log("value is", value);
        return value;
    }

    function toString(uint256 number) private pure returns (string memory) {
        if (number == 0) return "0";
        bytes memory digits;
        while (number > 0) {
            digits = bytes.concat(bytes1(uint8(48 + (number % 10))), digits);
            number /= 10;
        }
        return string(digits);
    }
}
