// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// A notice board that closes when nobody has written for thirty days.
contract Board {
    event Posted(address indexed author, bytes32 digest);
    error Closed();

    uint256 public lastActivity = block.timestamp;
    mapping(address author => uint256) public postsOf;

    function isOpen() public view returns (bool) {
        return block.timestamp <= lastActivity + 30 days;
    }

    function post(bytes32 digest) external {
        if (!isOpen()) revert Closed();
        lastActivity = block.timestamp;
        postsOf[msg.sender]++;
        emit Posted(msg.sender, digest);
    }
}

/// The same, by the day: only the first post of a day writes it.
contract DailyBoard {
    event Posted(address indexed author, bytes32 digest);
    error Closed();

    uint256 public lastActiveDay = block.timestamp / 1 days;
    mapping(address author => uint256) public postsOf;

    function isOpen() public view returns (bool) {
        return block.timestamp / 1 days <= lastActiveDay + 30;
    }

    function post(bytes32 digest) external {
        if (!isOpen()) revert Closed();
        uint256 today = block.timestamp / 1 days;
        if (lastActiveDay != today) lastActiveDay = today;
        postsOf[msg.sender]++;
        emit Posted(msg.sender, digest);
    }
}
