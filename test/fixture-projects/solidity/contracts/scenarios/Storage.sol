// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {Scenario} from "./Scenario.sol";

contract Counter is Scenario(true, true) {
    uint256 private total;

    function add() external {
        total++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.add, ()), abi.encodeCall(this.add, ()));
    }
}

contract CounterOfOneSender is Scenario(true, true) {
    uint256 private total;

    function add() external {
        total++;
    }

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(this.add, ());
        return pairOf(callOf(ALICE, data), callOf(ALICE, data));
    }
}

/// The sender's nonce is the protocol's.
contract OneSender is Scenario(false, false) {
    mapping(uint256 => uint256) private values;

    function add(uint256 key) external {
        values[key]++;
    }

    function calls() external view override returns (Call[] memory) {
        return pairOf(callOf(ALICE, abi.encodeCall(this.add, (1))), callOf(ALICE, abi.encodeCall(this.add, (2))));
    }
}

contract OwnBalances is Scenario(false, false) {
    mapping(address => uint256) private balances;

    function add() external {
        balances[msg.sender]++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.add, ()), abi.encodeCall(this.add, ()));
    }
}

contract OneRecipient is Scenario(true, true) {
    mapping(address => uint256) private balances;

    function credit(address to) external {
        balances[to]++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.credit, (CAROL)), abi.encodeCall(this.credit, (CAROL)));
    }
}

contract TwoRecipients is Scenario(false, false) {
    mapping(address => uint256) private balances;

    function credit(address to) external {
        balances[to]++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.credit, (CAROL)), abi.encodeCall(this.credit, (NOBODY)));
    }
}

/// Two variables of one slot: storing one reads the other.
contract PackedNeighbours is Scenario(true, true) {
    uint128 private left;
    uint128 private right;

    function setLeft() external {
        left = 1;
    }

    function setRight() external {
        right = 1;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.setLeft, ()), abi.encodeCall(this.setRight, ()));
    }
}

/// An SSTORE looks at what it replaces only for its price.
contract BlindStores is Scenario(false, false) {
    uint256 private value;

    function set(uint256 to) external {
        value = to;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, (1)), abi.encodeCall(this.set, (2)));
    }
}

contract StoreThenLoad is Scenario(true, true) {
    uint256 private value;
    mapping(address => uint256) private seen;

    function set() external {
        value = 7;
    }

    function look() external {
        seen[msg.sender] = value;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, ()), abi.encodeCall(this.look, ()));
    }
}

/// The reader gets the older value.
contract LoadThenStore is Scenario(true, false) {
    uint256 private value;
    mapping(address => uint256) private seen;

    function set() external {
        value = 7;
    }

    function look() external {
        seen[msg.sender] = value;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.look, ()), abi.encodeCall(this.set, ()));
    }
}

contract SameValueStored is Scenario(false, false) {
    uint256 private value = 5;
    mapping(address => uint256) private seen;

    function set() external {
        value = 5;
    }

    function look() external {
        seen[msg.sender] = value;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, ()), abi.encodeCall(this.look, ()));
    }
}

contract ReentrancyGuard is Scenario(false, false) {
    uint256 private status = 1;
    mapping(address => uint256) private balances;

    function guarded() external {
        require(status == 1);
        status = 2;
        balances[msg.sender]++;
        status = 1;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.guarded, ()), abi.encodeCall(this.guarded, ()));
    }
}

contract TransientGuard is Scenario(false, false) {
    mapping(address => uint256) private balances;

    function guarded() external {
        assembly {
            if tload(0) { revert(0, 0) }
            tstore(0, 1)
        }
        balances[msg.sender]++;
        assembly {
            tstore(0, 0)
        }
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.guarded, ()), abi.encodeCall(this.guarded, ()));
    }
}

contract SharedPrice is Scenario(false, false) {
    uint256 private price = 3;
    mapping(address => uint256) private paid;

    function buy() external {
        paid[msg.sender] = price;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.buy, ()), abi.encodeCall(this.buy, ()));
    }
}

contract Pushes is Scenario(true, true) {
    address[] private members;

    function join() external {
        members.push(msg.sender);
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.join, ()), abi.encodeCall(this.join, ()));
    }
}

contract TwoElements is Scenario(false, false) {
    uint256[] private values = [1, 2, 3];

    function set(uint256 index) external {
        values[index] = 9;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, (0)), abi.encodeCall(this.set, (1)));
    }
}

contract Allowances is Scenario(false, false) {
    mapping(address => mapping(address => uint256)) private allowance;

    function approve(address spender) external {
        allowance[msg.sender][spender] += 1;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.approve, (CAROL)), abi.encodeCall(this.approve, (CAROL)));
    }
}

contract AllowanceSpent is Scenario(true, true) {
    mapping(address => mapping(address => uint256)) private allowance;

    constructor() {
        allowance[ALICE][BOB] = 5;
    }

    function approve(address spender) external {
        allowance[msg.sender][spender] = 7;
    }

    function spend(address owner) external {
        allowance[owner][msg.sender] -= 1;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.approve, (BOB)), abi.encodeCall(this.spend, (ALICE)));
    }
}

contract OneOrder is Scenario(true, true) {
    struct Order {
        address maker;
        uint256 filled;
    }

    mapping(uint256 => Order) private orders;

    function fill(uint256 id) external {
        orders[id].filled++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.fill, (17)), abi.encodeCall(this.fill, (17)));
    }
}

contract TwoOrders is Scenario(false, false) {
    struct Order {
        address maker;
        uint256 filled;
    }

    mapping(uint256 => Order) private orders;

    function fill(uint256 id) external {
        orders[id].filled++;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.fill, (17)), abi.encodeCall(this.fill, (18)));
    }
}

/// A string is replaced after a look at how long it was.
contract Strings is Scenario(true, true) {
    string private text;

    function set(string calldata to) external {
        text = to;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(
            abi.encodeCall(this.set, ("a text that is longer than one slot, so it gets slots of its own")),
            abi.encodeCall(this.set, ("short"))
        );
    }
}

/// What a transaction stored itself is nobody else's.
contract OwnValue is Scenario(false, false) {
    uint256 private value;
    mapping(address => uint256) private seen;

    function set() external {
        value = 5;
        seen[msg.sender] = value;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, ()), abi.encodeCall(this.set, ()));
    }
}

contract DeletedAndSet is Scenario(true, true) {
    mapping(uint256 => uint256) private values;

    constructor() {
        values[1] = 4;
    }

    function remove() external {
        delete values[1];
    }

    function add() external {
        values[1] += 1;
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.remove, ()), abi.encodeCall(this.add, ()));
    }
}
