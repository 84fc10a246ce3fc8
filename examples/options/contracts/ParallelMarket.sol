// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ShardedSum} from "hardhat-parallel-examples-common/ShardedSum.sol";
import {Tills} from "hardhat-parallel-examples-common/Tills.sol";
import {OptionMarket} from "./OptionMarket.sol";

/// After the remedy: the id of an offer is a hash of its writer, the writer's own number and the terms, fees and open
/// interest are sums in parts, and what was deposited lies in tills. So two trades meet only where their people do, or by
/// chance in one part.
///
/// Ids say nothing about the order of offers any more, and there is no list of them on chain: the event `Offered` is one.
/// Reading open interest and collecting fees gets dearer.
contract ParallelMarket is OptionMarket, Tills {
    using ShardedSum for ShardedSum.Sum;

    mapping(address writer => uint256) public offersOf;
    ShardedSum.Sum private _openInterest;
    ShardedSum.Sum private _fees;

    constructor(IERC20 underlying_, IERC20 money_) OptionMarket(underlying_, money_) Tills(_list(underlying_, money_)) {}

    function openInterest() external view override returns (uint256) {
        return _openInterest.total();
    }

    function fees() external view returns (uint256) {
        return _fees.total();
    }

    function _newId(address writer, Terms calldata terms) internal override returns (uint256) {
        return uint256(keccak256(abi.encode(writer, ++offersOf[writer], terms)));
    }

    function _addInterest(address writer, uint256 amount) internal override {
        _openInterest.add(writer, amount);
    }

    function _removeInterest(address writer, uint256 amount) internal override {
        _openInterest.subtract(writer, amount);
    }

    function _addFee(address payer, uint256 amount) internal override {
        _fees.add(payer, amount);
    }

    function _takeFees() internal override returns (uint256) {
        return _fees.clear();
    }

    function _payIn(IERC20 token, address from, uint256 amount) internal override(OptionMarket, Tills) {
        Tills._payIn(token, from, amount);
    }

    function _payOut(IERC20 token, address to, uint256 amount) internal override {
        Tills._payOut(token, to, to, amount);
    }
}
