// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Into how many parts sums and holdings are split. More make it rarer that two accounts share one, and reading dearer.
uint256 constant PARTS = 64;

/// The part that an account uses.
function partOf(address account) pure returns (uint256) {
    return uint160(account) % PARTS;
}

/// A sum in 64 parts: each account adds to and takes from the part that its address points to, and reading adds the
/// parts up. For sums that many change and few read. No more than 64 accounts can change it at the same time.
///
/// No account may take more than it has added: who uses this sees to that, by an entry of the account's own for example.
/// Then no part falls below zero.
library ShardedSum {
    struct Sum {
        uint256[PARTS] parts;
    }

    function add(Sum storage sum, address account, uint256 amount) internal {
        sum.parts[partOf(account)] += amount;
    }

    function subtract(Sum storage sum, address account, uint256 amount) internal {
        sum.parts[partOf(account)] -= amount;
    }

    /// Sets the sum to nothing and returns what it was. Writes all parts: not for what users call.
    function clear(Sum storage sum) internal returns (uint256 result) {
        result = total(sum);
        delete sum.parts;
    }

    /// Reads all parts: not for what users call.
    function total(Sum storage sum) internal view returns (uint256 result) {
        for (uint256 i = 0; i < PARTS; i++) {
            result += sum.parts[i];
        }
    }
}
