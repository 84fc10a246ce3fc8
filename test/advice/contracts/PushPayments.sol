// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// Pays three partners their third of each sale, in the sale.
contract PushingSplitter {
    address payable[3] public partners;

    constructor(address payable[3] memory partners_) {
        partners = partners_;
    }

    function pay() external payable {
        uint256 share = msg.value / 3;
        for (uint256 i = 0; i < 3; i++) Address.sendValue(partners[i], share);
    }
}

/// Keeps what comes in. A partner fetches its third when it likes.
contract PullSplitter {
    address payable[3] public partners;
    uint256 public totalReleased;
    mapping(address partner => uint256) public releasedTo;

    constructor(address payable[3] memory partners_) {
        partners = partners_;
    }

    function pay() external payable {}

    function release(uint256 partner) external {
        address payable account = partners[partner];
        uint256 received = address(this).balance + totalReleased;
        uint256 due = received / 3 - releasedTo[account];
        releasedTo[account] += due;
        totalReleased += due;
        Address.sendValue(account, due);
    }
}
