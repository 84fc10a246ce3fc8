// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Inner {
    uint256 public count;

    constructor(uint256 start) {
        count = start;
    }

    function bump() external returns (uint256) {
        return ++count;
    }

    function fail() external pure {
        revert("inner failed");
    }
}

contract Outer {
    Inner public inner = new Inner(3);

    function bumpTwice() external {
        inner.bump();
        inner.bump();
    }

    function replace() external {
        inner = new Inner(9);
    }

    function failBelow() external view {
        inner.fail();
    }

    receive() external payable {}
}

/// Forwards every call to another contract's code.
contract Proxy {
    address private implementation;

    constructor(address newImplementation) {
        implementation = newImplementation;
    }

    fallback() external payable {
        address target = implementation;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let succeeded := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(succeeded) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
