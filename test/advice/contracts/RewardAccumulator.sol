// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// What is paid in belongs to the members, in proportion to their shares.
abstract contract Cooperative {
    uint256 internal constant PRECISION = 1e18;

    uint256 public immutable totalShares;
    mapping(address member => uint256) public sharesOf;
    mapping(address payer => uint256) public paidBy;
    mapping(address member => uint256) public earnedBy;
    mapping(address member => uint256) private _settledAt;

    constructor(address[] memory members, uint256 sharesEach) {
        totalShares = members.length * sharesEach;
        for (uint256 i = 0; i < members.length; i++) sharesOf[members[i]] = sharesEach;
    }

    function earnedPerShare() public view virtual returns (uint256);

    /// Credits a member with what each share has earned since the last time.
    function settle(address member) public {
        uint256 current = earnedPerShare();
        earnedBy[member] += Math.mulDiv(sharesOf[member], current - _settledAt[member], PRECISION);
        _settledAt[member] = current;
    }

    function withdraw() external {
        settle(msg.sender);
        uint256 amount = earnedBy[msg.sender];
        earnedBy[msg.sender] = 0;
        Address.sendValue(payable(msg.sender), amount);
    }
}

/// Each payment raises what every share has earned.
contract EagerCooperative is Cooperative {
    uint256 private _earnedPerShare;

    constructor(address[] memory members, uint256 sharesEach) Cooperative(members, sharesEach) {}

    function earnedPerShare() public view override returns (uint256) {
        return _earnedPerShare;
    }

    function pay() external payable {
        paidBy[msg.sender] += msg.value;
        _earnedPerShare += Math.mulDiv(msg.value, PRECISION, totalShares);
    }
}

/// Payments are only set aside. Once in a while anyone shares them out.
contract CheckpointedCooperative is Cooperative {
    uint256 private constant SHARDS = 64;

    uint256 private _earnedPerShare;
    uint256 private _sharedOut;
    uint256[SHARDS] private _payments;

    constructor(address[] memory members, uint256 sharesEach) Cooperative(members, sharesEach) {}

    function earnedPerShare() public view override returns (uint256) {
        return _earnedPerShare;
    }

    function pay() external payable {
        paidBy[msg.sender] += msg.value;
        _payments[uint160(msg.sender) % SHARDS] += msg.value;
    }

    function checkpoint() external {
        uint256 payments;
        for (uint256 i = 0; i < SHARDS; i++) payments += _payments[i];
        _earnedPerShare += Math.mulDiv(payments - _sharedOut, PRECISION, totalShares);
        _sharedOut = payments;
    }
}
