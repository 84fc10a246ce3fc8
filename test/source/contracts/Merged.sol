// SPDX-License-Identifier: MIT
pragma solidity >=0.5.0;

/** Functions with equal ends, which optimisers merge. */
contract Merged {
    uint256 internal apples;
    uint256 internal pears;
    mapping(address => uint256) internal baskets;

    function pick(uint256 amount) external {
        apples += amount; // pick
    }

    function gather(uint256 amount) external {
        apples += amount; // gather
    }

    function shake(uint256 amount) external {
        pears += amount; // shake
    }

    function fill(uint256 amount) external {
        baskets[msg.sender] += amount; // fill
    }

    function empty(uint256 amount) external {
        baskets[msg.sender] -= amount; // empty
    }
}
