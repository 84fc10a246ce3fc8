// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {Access, Recording} from "./Recording.sol";

/// Which recorded transactions have to wait for which: those that look up what another one changed. Writes over writes
/// and writes after reads order nothing, nor do look-ups that only price an SSTORE.
library Conflicts {
    /// Does `later` look up a key that `earlier` changed?
    ///
    /// @return found Whether there is such a key.
    /// @return written Index in `earlier.accesses`.
    /// @return read Index in `later.accesses`.
    function dependency(Recording memory earlier, Recording memory later)
        internal
        pure
        returns (bool found, uint256 written, uint256 read)
    {
        return dependencyFrom(earlier, later, 0);
    }

    /// As `dependency`, looking no further back than `start` in `earlier.accesses`.
    function dependencyFrom(Recording memory earlier, Recording memory later, uint256 start)
        internal
        pure
        returns (bool, uint256, uint256)
    {
        for (uint256 i = start; i < earlier.accesses.length; i++) {
            if (!earlier.accesses[i].written) continue;
            for (uint256 j = 0; j < later.accesses.length; j++) {
                if (later.accesses[j].read && sameKey(earlier.accesses[i], later.accesses[j])) return (true, i, j);
            }
        }
        return (false, 0, 0);
    }

    /// Do the two conflict: in the order in which they ran, or, when they ran apart, in either order?
    ///
    /// @return found Whether they do.
    /// @return first The one that writes.
    /// @return second The one that reads.
    /// @return written Index in `first.accesses`.
    /// @return read Index in `second.accesses`.
    function between(Recording memory a, Recording memory b)
        internal
        pure
        returns (bool found, Recording memory first, Recording memory second, uint256 written, uint256 read)
    {
        (first, second) = a.position <= b.position ? (a, b) : (b, a);
        (found, written, read) = dependency(first, second);
        if (found || (a.position != 0 && b.position != 0)) return (found, first, second, written, read);
        (first, second) = (second, first);
        (found, written, read) = dependency(first, second);
    }

    /// The longest line: transactions, in the order given, of which each waits for the one before it. As many as it
    /// has are the rounds that the transactions take when all that can run together does.
    ///
    /// @return chain Positions in `recordings`.
    function longestChain(Recording[] memory recordings) internal pure returns (uint256[] memory chain) {
        uint256[] memory wave = new uint256[](recordings.length);
        uint256[] memory before = new uint256[](recordings.length);
        uint256 last = 0;
        for (uint256 j = 0; j < recordings.length; j++) {
            wave[j] = 1;
            for (uint256 i = 0; i < j; i++) {
                if (wave[i] >= wave[j] && waits(recordings, i, j)) (wave[j], before[j]) = (wave[i] + 1, i);
            }
            if (wave[j] > wave[last]) last = j;
        }
        chain = new uint256[](recordings.length == 0 ? 0 : wave[last]);
        for (uint256 n = chain.length; n > 0; n--) (chain[n - 1], last) = (last, before[last]);
    }

    /// Does transaction j wait for i, which stands before it?
    function waits(Recording[] memory recordings, uint256 i, uint256 j) private pure returns (bool) {
        if (recordings[i].position == 0) {
            (bool found,,,,) = between(recordings[i], recordings[j]);
            return found;
        }
        uint256 start = 0;
        while (true) {
            (bool found, uint256 written,) = dependencyFrom(recordings[i], recordings[j], start);
            if (!found) return false;
            if (!isOverwritten(recordings, i, j, recordings[i].accesses[written])) return true;
            start = written + 1;
        }
        return false;
    }

    /// Does a transaction between the two replace the value without looking at it? Then its own is the one that counts.
    function isOverwritten(Recording[] memory recordings, uint256 i, uint256 j, Access memory key)
        private
        pure
        returns (bool)
    {
        for (uint256 k = i + 1; k < j; k++) {
            Access[] memory accesses = recordings[k].accesses;
            for (uint256 n = 0; n < accesses.length; n++) {
                Access memory access = accesses[n];
                if (access.written && !access.read && !access.credited && sameKey(access, key)) return true;
            }
        }
        return false;
    }

    function sameKey(Access memory a, Access memory b) internal pure returns (bool) {
        return a.account == b.account && a.slot == b.slot && a.kind == b.kind;
    }
}
