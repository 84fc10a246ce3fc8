// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

/// A call that is recorded as a transaction of its own.
struct Call {
    address from;
    /// Zero for a creation, whose init code is `data`.
    address to;
    /// In wei, paid by `from`.
    uint256 value;
    bytes data;
    /// What messages call it; empty for its selector and sender.
    string name;
    /// A call that reverts fails the test unless this is set.
    bool mayRevert;
}

/// A key of the state.
enum KeyKind {
    Slot,
    Balance,
    Nonce,
    Code,
    Existence
}

/// What one transaction did with one key, leaving out what the protocol does (the sender's nonce and gas, the fee).
struct Access {
    KeyKind kind;
    address account;
    /// Of `KeyKind.Slot` only.
    bytes32 slot;
    /// The value from before the transaction was looked up, also in frames that reverted. An SSTORE alone is no look-up.
    bool read;
    /// The value after the transaction differs from the one before.
    bool written;
    /// Balances: written by ether that arrived, which is added without looking.
    bool credited;
    /// Values of slots.
    bytes32 before;
    bytes32 afterwards;
    /// Of slots: the account whose code used it first. Not the slot's owner under DELEGATECALL.
    address code;
}

/// A transaction as it ran.
struct Recording {
    Call call;
    bool succeeded;
    /// What the call returned or reverted with; the address of the contract for a creation.
    bytes returned;
    /// Gas of the execution, without the price of the transaction itself.
    uint256 gas;
    /// Place in the order of execution, from 1; 0 for one that ran on the same state as its companions.
    uint256 position;
    /// One for each key.
    Access[] accesses;
    /// Accounts whose code ran, with repetitions.
    address[] ran;
}
