// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// Savings that earn interest, which the owner pays in. A share is worth `index` wei, and the index grows with time.
abstract contract Savings is Ownable {
    uint256 internal constant ONE = 1e27;

    mapping(address saver => uint256) public sharesOf;

    constructor() payable Ownable(msg.sender) {}

    receive() external payable {}

    function currentIndex() public view virtual returns (uint256);

    function setRate(uint256 ratePerSecond) external virtual;

    function _credit(uint256 index) internal {
        sharesOf[msg.sender] += Math.mulDiv(msg.value, ONE, index);
    }

    function _debit(uint256 shares, uint256 index) internal {
        sharesOf[msg.sender] -= shares;
        Address.sendValue(payable(msg.sender), Math.mulDiv(shares, index, ONE));
    }
}

/// Brings the index up to date in each call.
contract AccruingSavings is Savings {
    uint256 public index = ONE;
    uint256 public rate;
    uint256 public lastAccrual = block.timestamp;

    constructor() payable {}

    function currentIndex() public view override returns (uint256) {
        return index + rate * (block.timestamp - lastAccrual);
    }

    function accrue() public {
        index = currentIndex();
        lastAccrual = block.timestamp;
    }

    function setRate(uint256 ratePerSecond) external override onlyOwner {
        accrue();
        rate = ratePerSecond;
    }

    function deposit() external payable {
        accrue();
        _credit(index);
    }

    function withdraw(uint256 shares) external {
        accrue();
        _debit(shares, index);
    }
}

/// Works the index out of the time, and writes it only when the rate changes.
contract TimedSavings is Savings {
    uint256 private _indexAtChange = ONE;
    uint256 private _changedAt = block.timestamp;
    uint256 public rate;

    constructor() payable {}

    function currentIndex() public view override returns (uint256) {
        return _indexAtChange + rate * (block.timestamp - _changedAt);
    }

    function setRate(uint256 ratePerSecond) external override onlyOwner {
        _indexAtChange = currentIndex();
        _changedAt = block.timestamp;
        rate = ratePerSecond;
    }

    function deposit() external payable {
        _credit(currentIndex());
    }

    function withdraw(uint256 shares) external {
        _debit(shares, currentIndex());
    }
}
