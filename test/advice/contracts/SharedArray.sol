// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Who takes part, in a list.
contract ListedParticipants {
    address[] public participants;
    mapping(address account => bool) public takesPart;

    error AlreadyIn();

    function join() external {
        if (takesPart[msg.sender]) revert AlreadyIn();
        takesPart[msg.sender] = true;
        participants.push(msg.sender);
    }
}

/// Who takes part, in a mapping. The list is in the events.
contract MappedParticipants {
    event Joined(address indexed account);

    mapping(address account => bool) public takesPart;

    error AlreadyIn();

    function join() external {
        if (takesPart[msg.sender]) revert AlreadyIn();
        takesPart[msg.sender] = true;
        emit Joined(msg.sender);
    }
}

/// Who takes part, in 64 lists, for contracts that have to go through them or draw one of them.
contract ShardedParticipants {
    uint256 private constant SHARDS = 64;

    address[][SHARDS] private _lists;
    mapping(address account => bool) public takesPart;

    error AlreadyIn();

    function join() external {
        if (takesPart[msg.sender]) revert AlreadyIn();
        takesPart[msg.sender] = true;
        _lists[uint160(msg.sender) % SHARDS].push(msg.sender);
    }

    function participants() external view returns (address[] memory all) {
        uint256 count;
        for (uint256 i = 0; i < SHARDS; i++) count += _lists[i].length;
        all = new address[](count);
        for (uint256 i = 0; i < SHARDS; i++) {
            for (uint256 j = 0; j < _lists[i].length; j++) all[--count] = _lists[i][j];
        }
    }
}
