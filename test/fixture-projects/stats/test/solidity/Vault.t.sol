// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Vault} from "../../contracts/Vault.sol";

contract VaultTest {
    function test_Deposit() external payable {
        Vault vault = new Vault();
        vault.touch();
        require(vault.balances(address(this)) == 1, "not touched");
    }
}
