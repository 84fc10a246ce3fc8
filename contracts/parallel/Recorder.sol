// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES, Cheatcodes} from "./Cheatcodes.sol";
import {Access, Call, KeyKind, Recording} from "./Recording.sol";

/// Runs calls as transactions and records what they did with which key.
///
/// Neither runner reports SELFBALANCE: a contract that looks at its own balance (`address(this).balance`) is not seen
/// to read it.
library Recorder {
    /// Each on the state as it is now, which is restored after each.
    function recordApart(Call[] memory calls) internal returns (Recording[] memory recordings) {
        recordings = new Recording[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            uint256 state = CHEATCODES.snapshotState();
            recordings[i] = execute(calls[i]);
            restore(state);
        }
    }

    /// One after the other; the state is restored at the end.
    function recordInOrder(Call[] memory calls) internal returns (Recording[] memory recordings) {
        recordings = new Recording[](calls.length);
        uint256 state = CHEATCODES.snapshotState();
        for (uint256 i = 0; i < calls.length; i++) {
            recordings[i] = execute(calls[i]);
            recordings[i].position = i + 1;
        }
        restore(state);
    }

    function restore(uint256 state) private {
        if (!CHEATCODES.revertToState(state)) revert("ParallelTest: the state could not be restored");
    }

    function execute(Call memory call) private returns (Recording memory recording) {
        recording.call = call;
        CHEATCODES.startStateDiffRecording();
        CHEATCODES.prank(call.from, call.from);
        uint256 gasBefore = gasleft();
        if (call.to == address(0)) {
            address created = create(call.value, call.data);
            recording.gas = gasBefore - gasleft();
            recording.succeeded = created != address(0);
            recording.returned = recording.succeeded ? abi.encode(created) : returnedData();
        } else {
            (recording.succeeded, recording.returned) = call.to.call{value: call.value}(call.data);
            recording.gas = gasBefore - gasleft();
        }
        Cheatcodes.AccountAccess[] memory diff = CHEATCODES.stopAndReturnStateDiff();
        uint256 root = rootOf(call, diff);
        recording.ran = codesOf(diff, root);
        recording.accesses = accessesOf(diff, root);
    }

    function create(uint256 value, bytes memory initCode) private returns (address created) {
        assembly ("memory-safe") {
            created := create(value, add(initCode, 0x20), mload(initCode))
        }
    }

    function returnedData() private pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 0x20), 0, returndatasize())
            mstore(0x40, and(add(add(data, returndatasize()), 0x3f), not(0x1f)))
        }
    }

    /// Accesses while they are collected.
    struct Draft {
        Access[] accesses;
        /// Beside each access: the change of a balance so far.
        int256[] changes;
        /// Beside each access: the value last stored to the slot, and whether that store, and any, outlived its frame.
        bytes32[] stored;
        bool[] isStored;
        bool[] isKept;
        uint256 length;
        /// Contracts that ceased to be in the transaction that created them.
        address[] destroyed;
        uint256 destroyedLength;
    }

    function accessesOf(Cheatcodes.AccountAccess[] memory diff, uint256 root) private pure returns (Access[] memory) {
        Draft memory draft = newDraft(diff);
        Cheatcodes.AccountAccess[] memory frameAt = new Cheatcodes.AccountAccess[](deepest(diff) + 1);
        for (uint256 i = root; i < diff.length; i++) {
            Cheatcodes.AccountAccess memory access = diff[i];
            if (isFrame(access.kind)) frameAt[access.depth] = access;
            noteAccount(draft, access, i == root, access.depth > 0 && frameAt[access.depth - 1].reverted);
            for (uint256 j = 0; j < access.storageAccesses.length; j++) {
                noteSlot(draft, access.storageAccesses[j], frameAt[access.depth].account);
            }
        }
        return finish(draft);
    }

    function deepest(Cheatcodes.AccountAccess[] memory diff) private pure returns (uint256 depth) {
        for (uint256 i = 0; i < diff.length; i++) if (diff[i].depth > depth) depth = diff[i].depth;
    }

    function codesOf(Cheatcodes.AccountAccess[] memory diff, uint256 root)
        private
        pure
        returns (address[] memory ran)
    {
        uint256 length = 0;
        ran = new address[](diff.length);
        for (uint256 i = root; i < diff.length; i++) {
            if (isFrame(diff[i].kind)) ran[length++] = diff[i].account;
        }
        assembly ("memory-safe") {
            mstore(ran, length)
        }
    }

    /// What comes before is the test's own: the compiler checks that the cheatcodes' contract is there.
    function rootOf(Call memory call, Cheatcodes.AccountAccess[] memory diff) private pure returns (uint256 root) {
        for (; root < diff.length; root++) {
            Cheatcodes.AccountAccess memory access = diff[root];
            if (access.accessor != call.from) continue;
            if (call.to == address(0) && access.kind == Cheatcodes.AccountAccessKind.Create) return root;
            if (call.to == access.account && access.kind == Cheatcodes.AccountAccessKind.Call) return root;
        }
        revert("ParallelTest: the runner did not record the call");
    }

    function isFrame(Cheatcodes.AccountAccessKind kind) private pure returns (bool) {
        return uint8(kind) <= uint8(Cheatcodes.AccountAccessKind.Create);
    }

    function newDraft(Cheatcodes.AccountAccess[] memory diff) private pure returns (Draft memory draft) {
        // No access of an account makes more than eight keys.
        uint256 most = diff.length * 8;
        for (uint256 i = 0; i < diff.length; i++) most += diff[i].storageAccesses.length;
        draft.accesses = new Access[](most);
        draft.changes = new int256[](most);
        draft.stored = new bytes32[](most);
        draft.isStored = new bool[](most);
        draft.isKept = new bool[](most);
        draft.destroyed = new address[](diff.length);
    }

    /// @param callerReverted Whether the frame that did it, not the one it started, was undone.
    function noteAccount(
        Draft memory draft,
        Cheatcodes.AccountAccess memory access,
        bool isRoot,
        bool callerReverted
    ) private pure {
        Cheatcodes.AccountAccessKind kind = access.kind;
        address account = access.account;
        if (kind == Cheatcodes.AccountAccessKind.Resume) return;
        if (kind == Cheatcodes.AccountAccessKind.Balance) {
            accessTo(draft, KeyKind.Balance, account).read = true;
        } else if (kind == Cheatcodes.AccountAccessKind.SelfDestruct) {
            noteDestruction(draft, access, callerReverted);
        } else if (kind == Cheatcodes.AccountAccessKind.Create) {
            noteCreation(draft, access, isRoot, callerReverted);
        } else {
            accessTo(draft, KeyKind.Code, account).read = true;
            if (kind == Cheatcodes.AccountAccessKind.Extcodehash) accessTo(draft, KeyKind.Existence, account).read = true;
            if (kind == Cheatcodes.AccountAccessKind.Call && access.value > 0) {
                // The price of a call with value depends on whether its target is there; a transaction has no such price.
                if (!isRoot) accessTo(draft, KeyKind.Existence, account).read = true;
                notePayment(draft, access.accessor, account, access.value, access.initialized, access.reverted);
            }
        }
    }

    function notePayment(
        Draft memory draft,
        address payer,
        address payee,
        uint256 value,
        bool payeeExists,
        bool reverted
    ) private pure {
        accessTo(draft, KeyKind.Balance, payer).read = true;
        if (reverted) return;
        draft.changes[indexOf(draft, KeyKind.Balance, payer, 0)] -= int256(value);
        accessTo(draft, KeyKind.Balance, payee).credited = true;
        draft.changes[indexOf(draft, KeyKind.Balance, payee, 0)] += int256(value);
        if (!payeeExists) accessTo(draft, KeyKind.Existence, payee).written = true;
    }

    function noteCreation(
        Draft memory draft,
        Cheatcodes.AccountAccess memory access,
        bool isRoot,
        bool callerReverted
    ) private pure {
        if (!isRoot) {
            // Counted up even when the constructor reverts.
            Access memory counter = accessTo(draft, KeyKind.Nonce, access.accessor);
            counter.read = true;
            if (!callerReverted) counter.written = true;
        }
        Access memory code = accessTo(draft, KeyKind.Code, access.account);
        Access memory nonce = accessTo(draft, KeyKind.Nonce, access.account);
        (code.read, nonce.read) = (true, true);
        if (access.value > 0) {
            notePayment(draft, access.accessor, access.account, access.value, true, access.reverted);
        }
        if (access.reverted) return;
        (code.written, nonce.written) = (true, true);
        if (access.oldBalance == 0) accessTo(draft, KeyKind.Existence, access.account).written = true;
    }

    function noteDestruction(Draft memory draft, Cheatcodes.AccountAccess memory access, bool reverted) private pure {
        address beneficiary = access.account;
        accessTo(draft, KeyKind.Balance, access.accessor).read = true;
        accessTo(draft, KeyKind.Existence, beneficiary).read = true;
        if (reverted) return;
        if (access.value > 0 && beneficiary != access.accessor) {
            notePayment(draft, access.accessor, beneficiary, access.value, access.initialized, false);
        }
        // Since EIP-6780 only what the transaction itself created ceases to be.
        if (accessTo(draft, KeyKind.Code, access.accessor).written) {
            draft.destroyed[draft.destroyedLength++] = access.accessor;
        }
    }

    function noteSlot(Draft memory draft, Cheatcodes.StorageAccess memory access, address code) private pure {
        uint256 before = draft.length;
        uint256 index = indexOf(draft, KeyKind.Slot, access.account, access.slot);
        Access memory slot = draft.accesses[index];
        if (draft.length > before) {
            (slot.before, slot.afterwards, slot.code) = (access.previousValue, access.previousValue, code);
        }
        if (access.isWrite) {
            (draft.stored[index], draft.isStored[index]) = (access.newValue, true);
            if (access.reverted) return;
            draft.isKept[index] = true;
            slot.afterwards = access.newValue;
        } else if (seesBefore(draft, index, access)) {
            slot.read = true;
        }
    }

    /// Does the load see the value from before the transaction, rather than one that the transaction stored?
    function seesBefore(Draft memory draft, uint256 index, Cheatcodes.StorageAccess memory load)
        private
        pure
        returns (bool)
    {
        if (draft.isKept[index]) return false;
        if (!draft.isStored[index] || !load.reverted) return true;
        // Store and load were both undone, perhaps together, perhaps the store before the load: the value tells.
        bytes32 original = draft.accesses[index].before;
        return load.newValue == original || load.newValue != draft.stored[index];
    }

    function finish(Draft memory draft) private pure returns (Access[] memory accesses) {
        accesses = draft.accesses;
        uint256 length = draft.length;
        for (uint256 i = 0; i < length; i++) {
            Access memory access = accesses[i];
            if (isDestroyed(draft, access.account) && access.kind != KeyKind.Balance) {
                (access.written, access.afterwards) = (false, access.before);
            } else if (access.kind == KeyKind.Slot) {
                access.written = access.before != access.afterwards;
            } else if (access.kind == KeyKind.Balance) {
                access.written = draft.changes[i] != 0;
                access.credited = access.credited && access.written && !access.read;
            }
        }
        assembly ("memory-safe") {
            mstore(accesses, length)
        }
    }

    function isDestroyed(Draft memory draft, address account) private pure returns (bool) {
        for (uint256 i = 0; i < draft.destroyedLength; i++) if (draft.destroyed[i] == account) return true;
        return false;
    }

    function accessTo(Draft memory draft, KeyKind kind, address account) private pure returns (Access memory) {
        return draft.accesses[indexOf(draft, kind, account, 0)];
    }

    /// Adds the key when it is new.
    function indexOf(Draft memory draft, KeyKind kind, address account, bytes32 slot)
        private
        pure
        returns (uint256 index)
    {
        for (; index < draft.length; index++) {
            Access memory access = draft.accesses[index];
            if (access.account == account && access.slot == slot && access.kind == kind) return index;
        }
        Access memory added = draft.accesses[draft.length++];
        (added.kind, added.account, added.slot) = (kind, account, slot);
    }
}
