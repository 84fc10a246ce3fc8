// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES} from "./parallel/Cheatcodes.sol";
import {Conflicts} from "./parallel/Conflicts.sol";
import {Describe} from "./parallel/Describe.sol";
import {Evidence} from "./parallel/Evidence.sol";
import {Recorder} from "./parallel/Recorder.sol";
import {Access, Call, KeyKind, Recording} from "./parallel/Recording.sol";

/// Asserts, in Solidity tests, which calls a chain can execute in parallel. For Hardhat's runner and Foundry's.
///
///     contract VaultTest is ParallelTest {
///         Vault vault = new Vault();
///
///         function testDepositsOfTwoUsersDoNotConflict(address alice, address bob) external {
///             vm.assume(alice != bob);
///             assertNoConflict(
///                 callFrom(alice, address(vault), abi.encodeCall(Vault.deposit, (1))),
///                 callFrom(bob, address(vault), abi.encodeCall(Vault.deposit, (2)))
///             );
///         }
///     }
///
/// Every call is executed as if it were a transaction of its sender. Two of them conflict when one looks up what the
/// other changes: a storage slot, an ether balance, a contract's nonce, code, or whether an account is there. The
/// sender's own nonce and gas never count. Nothing that is recorded leaves a trace: the state is restored.
///
/// What is given as calls runs apart, each on the state as it is, so that their order does not matter: they conflict
/// if they do in either order. To have one run after the other, record them with `recordInOrder` and assert on that.
abstract contract ParallelTest {
    /// A slot of a contract's storage, see `slotOf`.
    struct StorageSlot {
        address account;
        bytes32 slot;
    }

    // Calls

    /// A transaction of `from` that calls `to` with `data`, say `abi.encodeCall(Vault.deposit, (1))`.
    function callFrom(address from, address to, bytes memory data) internal pure returns (Call memory) {
        return callFrom(from, to, 0, data);
    }

    /// As above, with `value` wei of ether, which `from` must have: see the cheatcode `deal`.
    function callFrom(address from, address to, uint256 value, bytes memory data) internal pure returns (Call memory) {
        if (to == address(0)) revert("ParallelTest: a call needs a target; for a creation use creationFrom");
        return Call({from: from, to: to, value: value, data: data, name: "", mayRevert: false});
    }

    /// A transaction of `from` that deploys a contract, say `type(Vault).creationCode`, with its arguments behind it.
    function creationFrom(address from, bytes memory initCode) internal pure returns (Call memory) {
        return Call({from: from, to: address(0), value: 0, data: initCode, name: "", mayRevert: false});
    }

    /// What messages call it.
    function named(Call memory call, string memory name) internal pure returns (Call memory) {
        call.name = name;
        return call;
    }

    /// A call that may revert. Others fail the test when they do: two calls that revert seldom conflict.
    function mayRevert(Call memory call) internal pure returns (Call memory) {
        call.mayRevert = true;
        return call;
    }

    // Slots

    /// The slot with that number, of a variable as `solc --storage-layout` lists it.
    function slotOf(address account, uint256 slot) internal pure returns (StorageSlot memory) {
        return StorageSlot(account, bytes32(slot));
    }

    /// An element of the mapping at slot `mappingSlot`.
    function slotOf(address account, uint256 mappingSlot, address key) internal pure returns (StorageSlot memory) {
        return slotOf(slotOf(account, mappingSlot), bytes32(uint256(uint160(key))));
    }

    /// As above. Keys that are numbers are padded to 32 bytes: `bytes32(uint256(17))`.
    function slotOf(address account, uint256 mappingSlot, bytes32 key) internal pure returns (StorageSlot memory) {
        return slotOf(slotOf(account, mappingSlot), key);
    }

    /// An element of a mapping in a mapping: `slotOf(slotOf(token, 1, owner), spender)`.
    function slotOf(StorageSlot memory mappingSlot, address key) internal pure returns (StorageSlot memory) {
        return slotOf(mappingSlot, bytes32(uint256(uint160(key))));
    }

    /// As above.
    function slotOf(StorageSlot memory mappingSlot, bytes32 key) internal pure returns (StorageSlot memory) {
        return StorageSlot(mappingSlot.account, keccak256(abi.encode(key, mappingSlot.slot)));
    }

    // Recording

    /// Runs each call on the state as it is now, and restores it.
    ///
    /// @return Recordings in the order of the calls.
    function recordApart(Call[] memory calls) internal returns (Recording[] memory) {
        CHEATCODES.startMappingRecording();
        return checked(Recorder.recordApart(calls));
    }

    /// Runs the calls one after the other, and restores the state in the end.
    ///
    /// @return Recordings in the order of the calls.
    function recordInOrder(Call[] memory calls) internal returns (Recording[] memory) {
        CHEATCODES.startMappingRecording();
        return checked(Recorder.recordInOrder(calls));
    }

    function checked(Recording[] memory recordings) private returns (Recording[] memory) {
        for (uint256 i = 0; i < recordings.length; i++) {
            Recording memory recording = recordings[i];
            if (recording.succeeded || recording.call.mayRevert) continue;
            revert(string.concat(Describe.call(recording.call), " reverted", reasonOf(recording.returned),
                ".\nA call that is meant to revert is given as mayRevert(call)."));
        }
        Evidence.record(recordings);
        return recordings;
    }

    function reasonOf(bytes memory returned) private pure returns (string memory) {
        if (returned.length == 0) return "";
        // Error(string)
        if (returned.length >= 68 && bytes4(returned) == 0x08c379a0) {
            bytes memory encoded = new bytes(returned.length - 4);
            for (uint256 i = 0; i < encoded.length; i++) encoded[i] = returned[i + 4];
            return string.concat(": ", abi.decode(encoded, (string)));
        }
        return string.concat(" with ", CHEATCODES.toString(returned));
    }

    // Assertions on two calls

    /// The two can run in parallel, whichever comes first.
    function assertNoConflict(Call memory a, Call memory b) internal {
        Recording[] memory both = recordApart(pair(a, b));
        assertNoConflict(both[0], both[1]);
    }

    /// One of the two has to wait for the other, in one order at least.
    function assertConflict(Call memory a, Call memory b) internal {
        Recording[] memory both = recordApart(pair(a, b));
        assertConflict(both[0], both[1]);
    }

    /// One of the two has to wait for the other because of this slot.
    function assertConflictOn(Call memory a, Call memory b, StorageSlot memory slot) internal {
        Recording[] memory both = recordApart(pair(a, b));
        assertConflictOn(both[0], both[1], slot);
    }

    // Assertions on any number of calls

    /// All of them can run at the same time.
    function assertParallel(Call[] memory calls) internal {
        assertParallel(recordApart(calls));
    }

    /// The calls take at most `most` rounds when all that can run together does. Those that conflict keep their order.
    function assertMaxWaves(Call[] memory calls, uint256 most) internal {
        assertMaxWaves(recordApart(calls), most);
    }

    // The same on what is recorded already

    function assertNoConflict(Recording memory a, Recording memory b) internal {
        (bool found, Recording memory first, Recording memory second, uint256 written, uint256 read) =
            Conflicts.between(a, b);
        if (found) revert(string.concat("calls conflict on ", Describe.conflict(first, second, written, read)));
    }

    function assertConflict(Recording memory a, Recording memory b) internal view {
        (bool found,,,,) = Conflicts.between(a, b);
        if (!found) revert(string.concat("calls do not conflict:", Describe.calls(a.call, b.call)));
    }

    function assertConflictOn(Recording memory a, Recording memory b, StorageSlot memory slot) internal {
        if (meetOn(a, b, slot) || (a.position == b.position && meetOn(b, a, slot))) return;
        (bool found, Recording memory first, Recording memory second, uint256 written, uint256 read) =
            Conflicts.between(a, b);
        string memory instead = found
            ? string.concat("\nbut on ", Describe.conflict(first, second, written, read))
            : string.concat("\nnor on anything else:", Describe.calls(a.call, b.call));
        revert(string.concat("calls do not conflict on ", Describe.slot(slot.account, slot.slot), ",", instead));
    }

    function assertParallel(Recording[] memory recordings) internal {
        for (uint256 j = 1; j < recordings.length; j++) {
            for (uint256 i = 0; i < j; i++) assertNoConflict(recordings[i], recordings[j]);
        }
    }

    function assertMaxWaves(Recording[] memory recordings, uint256 most) internal {
        uint256[] memory chain = Conflicts.longestChain(recordings);
        if (chain.length <= most) return;
        string memory counts = string.concat(
            CHEATCODES.toString(recordings.length), " calls take ", CHEATCODES.toString(chain.length),
            " waves, more than ", CHEATCODES.toString(most)
        );
        revert(string.concat(counts, ":", Describe.chain(recordings, chain)));
    }

    /// Does one look up the slot that the other, which runs before it, changes?
    function meetOn(Recording memory a, Recording memory b, StorageSlot memory slot) private pure returns (bool) {
        (Recording memory first, Recording memory second) = a.position <= b.position ? (a, b) : (b, a);
        return changes(first, slot) && looksUp(second, slot);
    }

    function changes(Recording memory recording, StorageSlot memory slot) private pure returns (bool) {
        for (uint256 i = 0; i < recording.accesses.length; i++) {
            if (recording.accesses[i].written && isSlot(recording.accesses[i], slot)) return true;
        }
        return false;
    }

    function looksUp(Recording memory recording, StorageSlot memory slot) private pure returns (bool) {
        for (uint256 i = 0; i < recording.accesses.length; i++) {
            if (recording.accesses[i].read && isSlot(recording.accesses[i], slot)) return true;
        }
        return false;
    }

    function isSlot(Access memory access, StorageSlot memory slot) private pure returns (bool) {
        return access.kind == KeyKind.Slot && access.account == slot.account && access.slot == slot.slot;
    }

    function pair(Call memory a, Call memory b) private pure returns (Call[] memory calls) {
        calls = new Call[](2);
        (calls[0], calls[1]) = (a, b);
    }
}
