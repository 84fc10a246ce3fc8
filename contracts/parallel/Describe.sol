// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES} from "./Cheatcodes.sol";
import {Conflicts} from "./Conflicts.sol";
import {ContractNames, Names} from "./Names.sol";
import {Access, Call, KeyKind, Recording} from "./Recording.sol";

/// Words for messages.
library Describe {
    using Names for ContractNames;
    using Names for ContractNames[];

    /// As many mappings in mappings as are spelled out.
    uint256 private constant DEEPEST = 4;

    /// Who changes a key and who looks it up.
    function conflict(Recording memory first, Recording memory second, uint256 written, uint256 read)
        internal
        returns (string memory)
    {
        ContractNames[] memory names = Names.load();
        Access memory change = first.accesses[written];
        bool both = second.accesses[read].written;
        return string.concat(
            key(names, change),
            ":\n  ", call(names, first.call), " writes it", values(change),
            ",\n  ", call(names, second.call), both ? " reads and writes it" : " reads it"
        );
    }

    /// Calls of which each waits for the one before it, one a line.
    function chain(Recording[] memory recordings, uint256[] memory positions) internal returns (string memory text) {
        ContractNames[] memory names = Names.load();
        for (uint256 n = 0; n < positions.length; n++) {
            Recording memory later = recordings[positions[n]];
            text = string.concat(text, "\n  ", call(names, later.call));
            if (n == 0) continue;
            (, Recording memory first,, uint256 written,) = Conflicts.between(recordings[positions[n - 1]], later);
            text = string.concat(text, " waits on ", key(names, first.accesses[written]));
        }
    }

    /// Two calls, one a line.
    function calls(Call memory a, Call memory b) internal view returns (string memory) {
        ContractNames[] memory names = Names.load();
        return string.concat("\n  ", call(names, a), " and\n  ", call(names, b));
    }

    function call(Call memory described) internal view returns (string memory) {
        return call(Names.load(), described);
    }

    /// `Vault.deposit by alice`
    function call(ContractNames[] memory names, Call memory described) private view returns (string memory) {
        if (bytes(described.name).length > 0) return described.name;
        return string.concat(functionOf(names, described), " by ", account(names, described.from));
    }

    function functionOf(ContractNames[] memory names, Call memory described) private view returns (string memory) {
        if (described.to == address(0)) return "a creation";
        if (described.data.length < 4) return string.concat("a payment to ", account(names, described.to));
        bytes4 selector = bytes4(described.data);
        ContractNames memory known = names.find(described.to);
        string memory name = known.functionOf(selector);
        if (bytes(name).length > 0) return string.concat(known.name, ".", name);
        return string.concat(
            "a call of ", CHEATCODES.toString(abi.encodePacked(selector)), " on ", account(names, described.to)
        );
    }

    function key(ContractNames[] memory names, Access memory access) private returns (string memory) {
        string memory owner = account(names, access.account);
        if (access.kind == KeyKind.Balance) return string.concat("the ether balance of ", owner);
        if (access.kind == KeyKind.Nonce) return string.concat("the nonce of ", owner);
        if (access.kind == KeyKind.Code) return string.concat("the code of ", owner);
        if (access.kind == KeyKind.Existence) return string.concat("whether there is an account at ", owner);
        return slot(names, access.account, access.code, access.slot);
    }

    function slot(address owner, bytes32 number) internal returns (string memory) {
        return slot(Names.load(), owner, owner, number);
    }

    /// `Vault.total (slot 0 of 0x...)`, `Vault.balances[0x...] (mapping at slot 1 of 0x...)`; without names of the source
    /// `slot 1[0x...] of 0x...`.
    ///
    /// @param code The account whose code used the slot: a proxy's variables are those of its implementation.
    function slot(ContractNames[] memory names, address owner, address code, bytes32 number)
        private
        returns (string memory)
    {
        (bytes32 base, string memory keys) = elementOf(owner, number);
        ContractNames memory known = names.find(code);
        string memory variable = known.variableAt(uint256(base));
        string memory place = string.concat("slot ", word(base));
        if (bytes(variable).length == 0) return string.concat(place, keys, " of ", account(names, owner));
        if (bytes(keys).length > 0) place = string.concat("mapping at ", place);
        return string.concat(known.name, ".", variable, keys, " (", place, " of ", CHEATCODES.toString(owner), ")");
    }

    /// The slot of the variable that an element of mappings belongs to, and the element's keys: `[0x...][17]`.
    function elementOf(address owner, bytes32 number) private returns (bytes32 base, string memory keys) {
        base = number;
        for (uint256 depth = 0; depth < DEEPEST; depth++) {
            (bool isElement, bytes32 elementKey, bytes32 parent) = CHEATCODES.getMappingKeyAndParentOf(owner, base);
            if (!isElement) break;
            keys = string.concat("[", word(elementKey), "]", keys);
            base = parent;
        }
    }

    function values(Access memory access) private pure returns (string memory) {
        if (access.kind != KeyKind.Slot) return "";
        return string.concat(" (", word(access.before), " -> ", word(access.afterwards), ")");
    }

    /// An account by the label that the test gave it, or the name of its contract.
    function account(ContractNames[] memory names, address described) private view returns (string memory) {
        string memory hexadecimal = CHEATCODES.toString(described);
        string memory label = CHEATCODES.getLabel(described);
        if (startsWith(bytes(label), "unlabeled:")) label = names.find(described).name;
        return bytes(label).length == 0 ? hexadecimal : string.concat(label, " (", hexadecimal, ")");
    }

    function startsWith(bytes memory text, bytes memory prefix) private pure returns (bool) {
        if (text.length < prefix.length) return false;
        for (uint256 i = 0; i < prefix.length; i++) if (text[i] != prefix[i]) return false;
        return true;
    }

    /// A small number in decimal, what is like an address as one, anything else in full.
    function word(bytes32 value) private pure returns (string memory) {
        uint256 number = uint256(value);
        if (number < 1 << 64) return CHEATCODES.toString(number);
        if (number < 1 << 160 && number > 1 << 128) return CHEATCODES.toString(address(uint160(number)));
        return CHEATCODES.toString(value);
    }
}
