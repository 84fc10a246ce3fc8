// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A sum in 64 parts: each account adds to and takes from the part that its address points to, and reading adds the
/// parts up. For sums that many change and few read.
///
/// An account can take only what it has added (the caller sees to that by an entry of the account's own, as a balance),
/// so that no part falls below zero.
library ShardedSum {
    uint256 private constant PARTS = 64;

    struct Sum {
        uint256[PARTS] parts;
    }

    function add(Sum storage sum, address account, uint256 amount) internal {
        sum.parts[uint160(account) % PARTS] += amount;
    }

    function subtract(Sum storage sum, address account, uint256 amount) internal {
        sum.parts[uint160(account) % PARTS] -= amount;
    }

    /// Reads all parts: not for what users call.
    function total(Sum storage sum) internal view returns (uint256 result) {
        for (uint256 i = 0; i < PARTS; i++) {
            result += sum.parts[i];
        }
    }
}
