// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

/// The cheatcodes that recording needs. Hardhat's runner and Foundry's both have every one of them.
///
/// `AccountAccess` ends with `depth`: later runners append members, which an ABI decoder passes over.
interface Cheatcodes {
    struct ChainInfo {
        uint256 forkId;
        uint256 chainId;
    }

    struct StorageAccess {
        /// The account that owns the storage, also under DELEGATECALL.
        address account;
        bytes32 slot;
        bool isWrite;
        bytes32 previousValue;
        bytes32 newValue;
        /// The frame, or one around it, reverted.
        bool reverted;
    }

    enum AccountAccessKind {
        Call,
        DelegateCall,
        CallCode,
        StaticCall,
        Create,
        SelfDestruct,
        Resume,
        Balance,
        Extcodesize,
        Extcodehash,
        Extcodecopy
    }

    struct AccountAccess {
        ChainInfo chainInfo;
        AccountAccessKind kind;
        /// The account called, created, looked at, or paid by a SELFDESTRUCT.
        address account;
        address accessor;
        bool initialized;
        uint256 oldBalance;
        uint256 newBalance;
        bytes deployedCode;
        uint256 value;
        bytes data;
        bool reverted;
        StorageAccess[] storageAccesses;
        uint64 depth;
    }

    function startStateDiffRecording() external;

    function stopAndReturnStateDiff() external returns (AccountAccess[] memory accesses);

    function startMappingRecording() external;

    function getMappingKeyAndParentOf(address target, bytes32 elementSlot)
        external
        returns (bool found, bytes32 key, bytes32 parent);

    function snapshotState() external returns (uint256 id);

    function revertToState(uint256 id) external returns (bool success);

    function prank(address sender, address origin) external;

    function toString(address value) external pure returns (string memory);

    function toString(bytes32 value) external pure returns (string memory);

    function toString(bytes calldata value) external pure returns (string memory);

    function toString(uint256 value) external pure returns (string memory);

    function parseBytes(string calldata text) external pure returns (bytes memory);

    function getLabel(address account) external view returns (string memory);

    function rpcUrl(string calldata name) external view returns (string memory);

    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
}

// Where both runners answer cheatcodes: the last 20 bytes of `keccak256("hevm cheat code")`.
Cheatcodes constant CHEATCODES = Cheatcodes(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
