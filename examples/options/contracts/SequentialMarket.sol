// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {OptionMarket} from "./OptionMarket.sol";

/// Before the remedy: offers are numbered 1, 2, 3, ..., and fees and open interest are one variable each, kept up to date
/// by everybody who trades.
///
/// When the chain is reorganised, the same number may come to stand for another offer: buy what is final.
contract SequentialMarket is OptionMarket {
    using SafeERC20 for IERC20;

    uint256 public override openInterest;
    uint256 public offers;
    uint256 public fees;

    constructor(IERC20 underlying_, IERC20 money_) OptionMarket(underlying_, money_) {}

    function _newId(address, Terms calldata) internal override returns (uint256) {
        return ++offers;
    }

    function _addInterest(address, uint256 amount) internal override {
        openInterest += amount;
    }

    function _removeInterest(address, uint256 amount) internal override {
        openInterest -= amount;
    }

    function _addFee(address, uint256 amount) internal override {
        fees += amount;
    }

    function _takeFees() internal override returns (uint256 taken) {
        taken = fees;
        fees = 0;
    }

    function _payIn(IERC20 token, address from, uint256 amount) internal override {
        token.safeTransferFrom(from, address(this), amount);
    }

    function _payOut(IERC20 token, address to, uint256 amount) internal override {
        token.safeTransfer(to, amount);
    }
}
