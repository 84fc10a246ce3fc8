// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

import {CHEATCODES} from "./Cheatcodes.sol";

/// What the Hardhat plugin tells tests. Under Foundry, and without the plugin, it tells nothing.
///
/// It comes as the address of an RPC endpoint that the plugin adds to the configuration of the runner: unlike
/// environment variables, asking for one leaves a test that Hardhat can replay for its stack trace.
library Plugin {
    /// Are recordings wanted for the report of the run?
    function wantsRecordings() internal view returns (bool) {
        return bytes(endpoint("hardhat-parallel-record")).length > 0;
    }

    /// Names of the project's contracts, an ABI-encoded `ContractNames[]` in hexadecimal; empty when there are none.
    function names() internal view returns (string memory) {
        return endpoint("hardhat-parallel-names");
    }

    function endpoint(string memory name) private view returns (string memory) {
        try CHEATCODES.rpcUrl(name) returns (string memory value) {
            return value;
        } catch {
            return "";
        }
    }
}
