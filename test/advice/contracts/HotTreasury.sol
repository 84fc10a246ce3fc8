// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// One percent of each transfer goes to the treasury.
contract FeeToken is ERC20("Fee Token", "FEE") {
    address public immutable treasury;

    constructor(address treasury_, uint256 supply) {
        treasury = treasury_;
        _mint(msg.sender, supply);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, value);
        uint256 fee = value / 100;
        super._update(from, treasury, fee);
        super._update(from, to, value - fee);
    }
}

/// The same, into one of 64 tills. The treasury empties them when it likes.
contract TillFeeToken is ERC20("Till Fee Token", "FEE") {
    uint256 private constant TILLS = 64;

    address public immutable treasury;

    constructor(address treasury_, uint256 supply) {
        treasury = treasury_;
        _mint(msg.sender, supply);
    }

    function collectFees() external {
        for (uint256 i = 0; i < TILLS; i++) {
            uint256 fees = balanceOf(_till(i));
            if (fees > 0) super._update(_till(i), treasury, fees);
        }
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, value);
        uint256 fee = value / 100;
        super._update(from, _till(uint160(from) % TILLS), fee);
        super._update(from, to, value - fee);
    }

    /// An address that nobody has the key of.
    function _till(uint256 number) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("till", address(this), number)))));
    }
}

/// Pays each worker a wage, out of one balance.
contract Payroll {
    mapping(address worker => uint256) public wageOf;

    constructor(address[] memory workers, uint256 wage) payable {
        for (uint256 i = 0; i < workers.length; i++) wageOf[workers[i]] = wage;
    }

    function draw() external {
        uint256 wage = wageOf[msg.sender];
        wageOf[msg.sender] = 0;
        Address.sendValue(payable(msg.sender), wage);
    }
}

/// A part of the money, which the contract that created it pays out of.
contract Cashbox {
    address private immutable _owner = msg.sender;

    error NotOwner();

    constructor() payable {}

    function pay(address payable to, uint256 amount) external {
        if (msg.sender != _owner) revert NotOwner();
        Address.sendValue(to, amount);
    }
}

/// The same, out of eight.
contract SplitPayroll {
    uint256 private constant BOXES = 8;

    mapping(address worker => uint256) public wageOf;
    mapping(address worker => Cashbox) private _boxOf;

    constructor(address[] memory workers, uint256 wage) payable {
        for (uint256 b = 0; b < BOXES; b++) {
            uint256 count = (workers.length + BOXES - 1 - b) / BOXES;
            Cashbox box = new Cashbox{value: count * wage}();
            for (uint256 i = b; i < workers.length; i += BOXES) {
                wageOf[workers[i]] = wage;
                _boxOf[workers[i]] = box;
            }
        }
    }

    function draw() external {
        uint256 wage = wageOf[msg.sender];
        wageOf[msg.sender] = 0;
        _boxOf[msg.sender].pay(payable(msg.sender), wage);
    }
}
