// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// What one unit of collateral is worth in units of the asset that is lent, with 18 decimals.
///
/// Its owner sets the price, for the tests. A market with real money needs an oracle that nobody alone controls, and a
/// check that its price is fresh. Either way everybody only reads it, which is no conflict.
contract PriceFeed is Ownable {
    uint256 public price;

    error NoPrice();

    constructor(uint256 initialPrice) Ownable(msg.sender) {
        setPrice(initialPrice);
    }

    function setPrice(uint256 newPrice) public onlyOwner {
        if (newPrice == 0) revert NoPrice();
        price = newPrice;
    }
}
