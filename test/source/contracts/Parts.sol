// SPDX-License-Identifier: MIT
pragma solidity >=0.8.8;

import "lib/Guard.sol";

library Sums {
    function add(uint256[] storage values, uint256 value) external returns (uint256) {
        values.push(value);
        return values.length;
    }
}

contract Vault is Guard {
    uint256 public immutable cap;
    address public immutable owner;
    uint256[] public values;

    constructor(uint256 cap_) {
        cap = cap_;
        owner = msg.sender;
    }

    function add(uint256 value) external {
        require(value < cap && msg.sender == owner);
        Sums.add(values, value);
    }

    function safeMove(address to) external {}

    function safeMove(address to, bytes calldata data) external {}

    fallback() external {}
}

contract Twin {
    uint256 a;

    function set(uint256 value) external {
        a = value;
    }
}

contract OtherTwin {
    uint256 b;

    function set(uint256 value) external {
        b = value;
    }
}

abstract contract Unfinished {
    function todo() external virtual;
}
