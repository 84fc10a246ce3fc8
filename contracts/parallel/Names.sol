// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES} from "./Cheatcodes.sol";
import {Plugin} from "./Plugin.sol";

/// What the source calls a contract, its functions and the variables in its storage.
struct ContractNames {
    /// Of its deployed code with every masked byte zero.
    bytes32 codeHash;
    uint256 codeLength;
    /// Parts of the code that differ from one deployment to another: immutables, addresses of libraries.
    Mask[] masks;
    string name;
    bytes4[] selectors;
    /// Beside each selector.
    string[] functions;
    uint256[] slots;
    /// Beside each slot; several that share one are listed with commas.
    string[] variables;
}

struct Mask {
    uint256 start;
    uint256 length;
}

/// The names of the project's contracts, as the Hardhat plugin gives them. There are none elsewhere.
library Names {
    function load() internal view returns (ContractNames[] memory contracts) {
        string memory encoded = Plugin.names();
        if (bytes(encoded).length == 0) return contracts;
        return abi.decode(CHEATCODES.parseBytes(encoded), (ContractNames[]));
    }

    /// The names of the contract at an account; without a name when it is none of the project.
    function find(ContractNames[] memory contracts, address account)
        internal
        view
        returns (ContractNames memory found)
    {
        bytes memory code = account.code;
        for (uint256 i = 0; i < contracts.length; i++) {
            if (contracts[i].codeLength == code.length && isOf(code, contracts[i])) return contracts[i];
        }
    }

    function isOf(bytes memory code, ContractNames memory candidate) private pure returns (bool) {
        bytes memory masked = bytes.concat(code);
        for (uint256 i = 0; i < candidate.masks.length; i++) {
            Mask memory mask = candidate.masks[i];
            for (uint256 j = 0; j < mask.length; j++) masked[mask.start + j] = 0;
        }
        return keccak256(masked) == candidate.codeHash;
    }

    /// Empty when unknown.
    function functionOf(ContractNames memory known, bytes4 selector) internal pure returns (string memory) {
        for (uint256 i = 0; i < known.selectors.length; i++) {
            if (known.selectors[i] == selector) return known.functions[i];
        }
        return "";
    }

    /// Empty when unknown.
    function variableAt(ContractNames memory known, uint256 slot) internal pure returns (string memory) {
        for (uint256 i = 0; i < known.slots.length; i++) if (known.slots[i] == slot) return known.variables[i];
        return "";
    }
}
