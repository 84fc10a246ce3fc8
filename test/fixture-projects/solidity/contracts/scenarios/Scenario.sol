// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";

/// Calls and whether they conflict, worked out by hand. Deployed with 10 ether wherever they are run; so are the senders.
abstract contract Scenario {
    address internal constant ALICE = 0xA11cea11CEA11CEA11cEa11CeA11ceA11CEA11Ce;
    address internal constant BOB = 0xB0B0b0B0B0B0B0b0B0B0B0b0b0b0b0B0b0b0B0B0;
    /// Has ether, sends nothing.
    address internal constant CAROL = 0xCA401ca401Ca401CA401CA401cA401CA401ca401;
    /// There is no such account.
    address internal constant NOBODY = 0x0b0d10B0d10b0D10B0D10b0D10b0d10b0d10B0d1;

    /// Run apart, does either look up what the other changes?
    bool public immutable apart;
    /// Run in order, does the second look up what the first changed?
    bool public immutable inOrder;

    constructor(bool apart_, bool inOrder_) payable {
        (apart, inOrder) = (apart_, inOrder_);
    }

    function calls() external view virtual returns (Call[] memory);

    /// A call of this contract by Alice and one by Bob.
    function pair(bytes memory a, bytes memory b) internal view returns (Call[] memory) {
        return pairOf(callOf(ALICE, a), callOf(BOB, b));
    }

    function pairOf(Call memory a, Call memory b) internal pure returns (Call[] memory both) {
        both = new Call[](2);
        (both[0], both[1]) = (a, b);
    }

    function callOf(address from, bytes memory data) internal view returns (Call memory) {
        return callOf(from, address(this), 0, data);
    }

    function callOf(address from, address to, uint256 value, bytes memory data) internal pure returns (Call memory) {
        return Call({from: from, to: to, value: value, data: data, name: "", mayRevert: false});
    }

    function mayRevert(Call memory call) internal pure returns (Call memory) {
        call.mayRevert = true;
        return call;
    }
}
