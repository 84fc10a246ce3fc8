// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Work for the processor: hashing and arithmetic, one slot a caller.
contract Compute {
    mapping(address caller => uint256 result) public results;

    function run(uint256 rounds) external {
        uint256 state = results[msg.sender] | 1;
        bytes32 hash = keccak256(abi.encode(msg.sender, state));
        for (uint256 i = 0; i < rounds; i++) {
            hash = keccak256(abi.encode(hash, state));
            unchecked {
                state = state * 6364136223846793005 + uint256(hash) % 1000003;
                state ^= state >> 33;
            }
            if (state % 7 == 3) state = mulmod(state, uint256(hash), type(uint256).max - 58);
        }
        results[msg.sender] = state;
    }
}
