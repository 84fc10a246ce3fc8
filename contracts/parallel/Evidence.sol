// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES} from "./Cheatcodes.sol";
import {Plugin} from "./Plugin.sol";
import {Access, Call, KeyKind, Recording} from "./Recording.sol";

/// Hands recordings to the Hardhat plugin for the report of the run, where it asks for them.
///
/// They are handed over as value snapshots, whose names are the data: nothing else that a test leaves reaches a plugin.
library Evidence {
    string private constant GROUP = "hardhat-parallel";

    /// Recordings of one block. Changes to these structs go with `plugin/stats/solidity-evidence.ts`.
    struct Block {
        Transaction[] transactions;
        Code[] codes;
        Element[] elements;
    }

    struct Transaction {
        address from;
        address to;
        /// The first four bytes of the data, or fewer.
        bytes selector;
        address created;
        bool succeeded;
        uint256 gas;
        Access[] accesses;
        address[] ran;
    }

    struct Code {
        address account;
        bytes32 codeHash;
        /// Empty when an earlier block of the test had it.
        bytes code;
    }

    /// `slot` is the element `key` of the mapping at `parent`.
    struct Element {
        bytes32 slot;
        bytes32 key;
        bytes32 parent;
    }

    /// What was handed over so far in this test, apart from the variables of the test contract.
    struct Memo {
        uint256 blocks;
        mapping(bytes32 => bool) sent;
    }

    function memo() private pure returns (Memo storage stored) {
        bytes32 slot = keccak256(bytes(GROUP));
        assembly ("memory-safe") {
            stored.slot := slot
        }
    }

    function record(Recording[] memory recordings) internal {
        if (recordings.length == 0 || !Plugin.wantsRecordings()) return;
        Block memory handed = Block({
            transactions: new Transaction[](recordings.length),
            codes: codesOf(recordings),
            elements: elementsOf(recordings)
        });
        for (uint256 i = 0; i < recordings.length; i++) handed.transactions[i] = transactionOf(recordings[i]);
        CHEATCODES.snapshotValue(GROUP, CHEATCODES.toString(abi.encode(handed)), memo().blocks++);
    }

    function transactionOf(Recording memory recording) private pure returns (Transaction memory) {
        Call memory call = recording.call;
        bool created = call.to == address(0) && recording.succeeded;
        bytes memory selector = new bytes(call.to == address(0) ? 0 : call.data.length < 4 ? call.data.length : 4);
        for (uint256 i = 0; i < selector.length; i++) selector[i] = call.data[i];
        return Transaction({
            from: call.from,
            to: call.to,
            selector: selector,
            created: created ? abi.decode(recording.returned, (address)) : address(0),
            succeeded: recording.succeeded,
            gas: recording.gas + intrinsicGas(call),
            accesses: recording.accesses,
            ran: recording.ran
        });
    }

    /// What a transaction costs before it executes anything (EIP-2028, EIP-3860), without EIP-7623's floor.
    function intrinsicGas(Call memory call) private pure returns (uint256 gas) {
        gas = 21_000;
        for (uint256 i = 0; i < call.data.length; i++) gas += call.data[i] == 0 ? 4 : 16;
        if (call.to == address(0)) gas += 32_000 + 2 * ((call.data.length + 31) / 32);
    }

    function codesOf(Recording[] memory recordings) private returns (Code[] memory codes) {
        uint256 most = 0;
        for (uint256 i = 0; i < recordings.length; i++) most += recordings[i].ran.length;
        codes = new Code[](most);
        uint256 length = 0;
        for (uint256 i = 0; i < recordings.length; i++) {
            address[] memory ran = recordings[i].ran;
            for (uint256 j = 0; j < ran.length; j++) {
                if (ran[j].code.length == 0 || has(codes, length, ran[j])) continue;
                Code memory code = codes[length++];
                (code.account, code.codeHash) = (ran[j], ran[j].codehash);
                if (memo().sent[code.codeHash]) continue;
                memo().sent[code.codeHash] = true;
                code.code = ran[j].code;
            }
        }
        assembly ("memory-safe") {
            mstore(codes, length)
        }
    }

    function has(Code[] memory codes, uint256 length, address account) private pure returns (bool) {
        for (uint256 i = 0; i < length; i++) if (codes[i].account == account) return true;
        return false;
    }

    function elementsOf(Recording[] memory recordings) private returns (Element[] memory elements) {
        uint256 most = 0;
        for (uint256 i = 0; i < recordings.length; i++) most += recordings[i].accesses.length;
        // Mappings in mappings make more than one; deeper ones than four stay unnamed.
        elements = new Element[](4 * most);
        uint256 length = 0;
        for (uint256 i = 0; i < recordings.length; i++) {
            for (uint256 j = 0; j < recordings[i].accesses.length; j++) {
                Access memory access = recordings[i].accesses[j];
                if (access.kind != KeyKind.Slot) continue;
                bytes32 slot = access.slot;
                for (uint256 depth = 0; depth < 4; depth++) {
                    (bool found, bytes32 key, bytes32 parent) =
                        CHEATCODES.getMappingKeyAndParentOf(access.account, slot);
                    if (!found) break;
                    elements[length++] = Element(slot, key, parent);
                    slot = parent;
                }
            }
        }
        assembly ("memory-safe") {
            mstore(elements, length)
        }
    }
}
