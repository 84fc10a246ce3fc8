// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";

/// Calls of one ledger, and how many waves they take in their order, worked out by hand.
contract Sequence {
    address private constant ALICE = 0xA11cea11CEA11CEA11cEa11CeA11ceA11CEA11Ce;

    uint256 private latest;
    mapping(uint256 => uint256) private balances;

    constructor() {
        for (uint256 account = 0; account < 8; account++) balances[account] = 100;
    }

    function pay(uint256 from, uint256 to) external {
        balances[from] -= 1;
        balances[to] += 1;
    }

    function set(uint256 value) external {
        latest = value;
    }

    function copy(uint256 to) external {
        balances[to] = latest;
    }

    /// Two lines, of three and of one.
    function chain() external view returns (Call[] memory calls, uint256 waves) {
        calls = new Call[](4);
        calls[0] = ofAlice(abi.encodeCall(this.pay, (0, 1)));
        calls[1] = ofAlice(abi.encodeCall(this.pay, (4, 5)));
        calls[2] = ofAlice(abi.encodeCall(this.pay, (1, 2)));
        calls[3] = ofAlice(abi.encodeCall(this.pay, (2, 3)));
        waves = 3;
    }

    /// The last copy waits for the last set only, which waits for nobody.
    function replaced() external view returns (Call[] memory calls, uint256 waves) {
        calls = new Call[](5);
        calls[0] = ofAlice(abi.encodeCall(this.set, (1)));
        calls[1] = ofAlice(abi.encodeCall(this.copy, (0)));
        calls[2] = ofAlice(abi.encodeCall(this.pay, (0, 1)));
        calls[3] = ofAlice(abi.encodeCall(this.set, (2)));
        calls[4] = ofAlice(abi.encodeCall(this.copy, (2)));
        waves = 3;
    }

    /// As `replaced`, read once more at the end of the first line: had the value not been replaced, there would be four.
    function replacedInTime() external view returns (Call[] memory calls, uint256 waves) {
        calls = new Call[](4);
        calls[0] = ofAlice(abi.encodeCall(this.pay, (0, 1)));
        calls[1] = ofAlice(abi.encodeCall(this.pay, (1, 2)));
        calls[2] = ofAlice(abi.encodeCall(this.set, (2)));
        calls[3] = ofAlice(abi.encodeCall(this.copy, (7)));
        waves = 2;
    }

    function apart() external view returns (Call[] memory calls, uint256 waves) {
        calls = new Call[](4);
        for (uint256 n = 0; n < 4; n++) calls[n] = ofAlice(abi.encodeCall(this.pay, (2 * n, 2 * n + 1)));
        waves = 1;
    }

    function ofAlice(bytes memory data) private view returns (Call memory) {
        return Call({from: ALICE, to: address(this), value: 0, data: data, name: "", mayRevert: false});
    }
}
