// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {Scenario} from "./Scenario.sol";

contract Payments is Scenario(false, false) {
    function calls() external pure override returns (Call[] memory) {
        return pairOf(callOf(ALICE, CAROL, 1, ""), callOf(BOB, CAROL, 1, ""));
    }
}

contract PaymentsToNobody is Scenario(false, false) {
    function calls() external pure override returns (Call[] memory) {
        return pairOf(callOf(ALICE, NOBODY, 1, ""), callOf(BOB, NOBODY, 1, ""));
    }
}

/// Who pays looks at what it has.
contract PaymentThenOwn is Scenario(true, true) {
    function calls() external pure override returns (Call[] memory) {
        return pairOf(callOf(ALICE, BOB, 1, ""), callOf(BOB, CAROL, 1, ""));
    }
}

contract Deposits is Scenario(false, false) {
    mapping(address => uint256) private deposited;

    function deposit() external payable {
        deposited[msg.sender] += msg.value;
    }

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(this.deposit, ());
        return pairOf(callOf(ALICE, address(this), 1, data), callOf(BOB, address(this), 2, data));
    }
}

contract Payouts is Scenario {
    constructor() payable Scenario(true, true) {}

    function pay(address payable to) external {
        (bool paid,) = to.call{value: 1}("");
        require(paid);
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.pay, (payable(ALICE))), abi.encodeCall(this.pay, (payable(BOB))));
    }
}

contract DepositThenBalance is Scenario(true, true) {
    mapping(address => uint256) private seen;

    function look(address account) external {
        seen[msg.sender] = account.balance;
    }

    function calls() external view override returns (Call[] memory) {
        return pairOf(
            callOf(ALICE, CAROL, 1, ""),
            callOf(BOB, abi.encodeCall(this.look, (CAROL)))
        );
    }
}

contract Till {
    constructor() payable {}

    function pay(address payable to) external {
        (bool paid,) = to.call{value: 1}("");
        require(paid);
    }

    function close(address payable to) external {
        selfdestruct(to);
    }
}

/// Who pays an account that is not there is told so by its gas; who comes second is not.
contract TwoTillsPayNobody is Scenario {
    Till private immutable left = new Till{value: 1 ether}();
    Till private immutable right = new Till{value: 1 ether}();

    constructor() payable Scenario(true, true) {}

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Till.pay, (payable(NOBODY)));
        return pairOf(callOf(ALICE, address(left), 0, data), callOf(BOB, address(right), 0, data));
    }
}

contract TwoTillsPayCarol is Scenario {
    Till private immutable left = new Till{value: 1 ether}();
    Till private immutable right = new Till{value: 1 ether}();

    constructor() payable Scenario(false, false) {}

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Till.pay, (payable(CAROL)));
        return pairOf(callOf(ALICE, address(left), 0, data), callOf(BOB, address(right), 0, data));
    }
}

contract TwoTillsClose is Scenario {
    Till private immutable left = new Till{value: 1 ether}();
    Till private immutable right = new Till{value: 1 ether}();

    constructor() payable Scenario(false, false) {}

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Till.close, (payable(CAROL)));
        return pairOf(callOf(ALICE, address(left), 0, data), callOf(BOB, address(right), 0, data));
    }
}

contract TillClosesThenPays is Scenario {
    Till private immutable till = new Till{value: 1 ether}();

    constructor() payable Scenario(true, true) {}

    function calls() external view override returns (Call[] memory) {
        return pairOf(
            callOf(ALICE, address(till), 0, abi.encodeCall(Till.pay, (payable(CAROL)))),
            callOf(BOB, address(till), 0, abi.encodeCall(Till.close, (payable(CAROL))))
        );
    }
}

contract HashOfNobody is Scenario(true, true) {
    mapping(address => bytes32) private seen;

    function look(address account) external {
        seen[msg.sender] = account.codehash;
    }

    function calls() external view override returns (Call[] memory) {
        return pairOf(callOf(ALICE, NOBODY, 1, ""), callOf(BOB, abi.encodeCall(this.look, (NOBODY))));
    }
}

contract Child {
    uint256 public value = 1;
}

contract Refusing {
    constructor() {
        revert("never");
    }
}

abstract contract Factory is Scenario {
    mapping(address => address) internal made;

    function make() external {
        made[msg.sender] = address(new Child());
    }

    function makeAt(bytes32 salt) external {
        made[msg.sender] = address(new Child{salt: salt}());
    }

    function makeNone() external {
        try new Refusing() {} catch {}
    }

    function makeAndDestroy() external {
        Till till = new Till();
        till.close(payable(CAROL));
    }

    function sizeOf(address account) external {
        made[msg.sender] = account.code.length > 0 ? account : address(0);
    }
}

/// A contract counts what it creates.
contract Creations is Scenario(true, true), Factory {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.make, ()), abi.encodeCall(this.make, ()));
    }
}

contract CreationsWithSalt is Scenario(true, true), Factory {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.makeAt, ("one")), abi.encodeCall(this.makeAt, ("two")));
    }
}

contract CreationsThatFail is Scenario(true, true), Factory {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.makeNone, ()), abi.encodeCall(this.makeNone, ()));
    }
}

contract CreationThenSize is Scenario(true, true), Factory {
    function calls() external view override returns (Call[] memory) {
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(this), bytes32("one"), keccak256(type(Child).creationCode)));
        address child = address(uint160(uint256(hash)));
        return pair(abi.encodeCall(this.makeAt, ("one")), abi.encodeCall(this.sizeOf, (child)));
    }
}

contract CreatedAndDestroyed is Scenario(true, true), Factory {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.makeAndDestroy, ()), abi.encodeCall(this.makeAndDestroy, ()));
    }
}

contract DeploymentsOfTwo is Scenario(false, false) {
    function calls() external pure override returns (Call[] memory) {
        bytes memory code = type(Child).creationCode;
        return pairOf(callOf(ALICE, address(0), 0, code), callOf(BOB, address(0), 0, code));
    }
}

/// Run apart, both get the same address.
contract DeploymentsOfOne is Scenario(true, false) {
    function calls() external pure override returns (Call[] memory) {
        bytes memory code = type(Child).creationCode;
        return pairOf(callOf(ALICE, address(0), 0, code), callOf(ALICE, address(0), 0, code));
    }
}
