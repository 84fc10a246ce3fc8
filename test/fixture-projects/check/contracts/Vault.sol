// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Keeps money for everybody.
contract Vault {
    mapping(address => uint256) public balances;
    uint256 public donations;

    /// @notice Pays money in.
    /// @custom:parallel no-conflicts
    function deposit() external payable {
        balances[msg.sender] += msg.value;
    }

    function donate() external payable {
        donations += msg.value;
    }

    /// @custom:parallel no-conflicts-with Vault.deposit
    function withdraw(uint256 amount) external {
        balances[msg.sender] -= amount;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent);
    }
}
