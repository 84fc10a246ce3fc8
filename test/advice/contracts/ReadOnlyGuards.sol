// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// Measurements of many stations, which must have the role and may be stopped.
contract GuardedReadings is AccessControl, Pausable {
    bytes32 public constant STATION = keccak256("STATION");

    mapping(address station => uint256) public readingOf;

    constructor(address[] memory stations) {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
        for (uint256 i = 0; i < stations.length; i++) _grantRole(STATION, stations[i]);
    }

    function submit(uint256 reading) external whenNotPaused onlyRole(STATION) {
        readingOf[msg.sender] = reading;
    }

    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }
}

/// The same without guards, to see what they cost.
contract UnguardedReadings {
    mapping(address station => uint256) public readingOf;

    constructor(address[] memory) {}

    function submit(uint256 reading) external {
        readingOf[msg.sender] = reading;
    }
}
