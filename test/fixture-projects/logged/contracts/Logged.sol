// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import "hardhat/console.sol";

/// Every way to be called and to fail that a log of requests tells apart.
contract Logged {
    error Refused(address who, uint256 amount);

    uint256 public count;
    uint256 private immutable start;

    constructor(uint256 from) {
        require(from < 1000, "starts too late");
        start = from;
        count = from;
    }

    function add(uint256 amount) external payable {
        count += amount;
    }

    function add(uint256 amount, string calldata why) external {
        count += amount;
        console.log("added %d because of %s", amount, why);
        console.log("two\nlines");
        console.log("");
    }

    function reason() external pure {
        revert("for a reason");
    }

    function silent() external pure {
        revert();
    }

    function custom() external view {
        revert Refused(msg.sender, 5);
    }

    function panic(uint256 value) external pure returns (uint256) {
        return 1 / value;
    }

    function logAndFail() external {
        console.log("before");
        count = 0;
        require(count > 0, "nothing counted");
    }

    function wrong() external pure {
        assembly {
            invalid()
        }
    }

    function exhaust() external {
        while (true) count++;
    }

    function deep(Logged other) external pure {
        other.reason();
    }

    function make(address to) external returns (Proxy) {
        return new Proxy(to);
    }

    function started() external view returns (uint256) {
        return start;
    }

    function raw(bytes calldata data) external pure {
        assembly {
            calldatacopy(0, data.offset, data.length)
            revert(0, data.length)
        }
    }
}

contract Receiver {
    event Got(uint256 value);

    receive() external payable {
        emit Got(msg.value);
    }
}

contract Fallback {
    event Got(bytes data);

    fallback() external payable {
        emit Got(msg.data);
    }
}

contract Both {
    receive() external payable {}

    fallback() external payable {
        if (msg.data.length == 5) revert("five bytes");
    }
}

/// Passes everything on to another contract.
contract Proxy {
    address private immutable target;

    constructor(address to) {
        require(to != address(0), "no target");
        target = to;
    }

    fallback() external payable {
        address to = target;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(done) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
