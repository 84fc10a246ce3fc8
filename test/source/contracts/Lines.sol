// SPDX-License-Identifier: MIT
pragma solidity >=0.5.0;

library Adding {
    struct Pot {
        uint256 amount;
    }

    function fill(Pot storage pot, uint256 amount) internal {
        pot.amount += amount;
    }

    function pour(Pot storage from, Pot storage to) external {
        to.amount += from.amount;
        from.amount = 0;
    }
}

contract Shared {
    uint256 public total = 7;
    mapping(address => uint256) public balances;
    bool internal busy;
    uint64 internal calls;
    uint128 internal last;

    modifier guarded() {
        require(
            !busy,
            "busy"
        );
        calls += 1;
        _;
        last = uint128(block.number);
    }

    function _move(address from, address to, uint256 amount) internal {
        uint256 before = balances[from];
        require(before >= amount, "poor");
        balances[from] = before - amount;
        balances[to] +=
            amount;
    }
}

contract Lines is Shared {
    struct Order {
        address owner;
        uint256 filled;
        uint256 price;
    }

    using Adding for Adding.Pot;

    mapping(uint256 => Order) internal orders;
    uint256[] internal items;
    string internal motto;
    Adding.Pot internal pot;
    Adding.Pot internal other;
    uint256 internal count;

    constructor(uint256 amount) public {
        balances[msg.sender] = amount;
        _count();
    }

    function transfer(address to, uint256 amount) external guarded {
        _move(msg.sender, to, amount);
        total += 1;
    }

    function fill(uint256 id, uint256 amount) external {
        Order storage order = orders[id];
        order.owner = msg.sender;
        order.filled += amount;
    }

    function push(uint256 item) external {
        items.push(item);
    }

    function store(uint256[] calldata all) external {
        items = all;
    }

    function sum() external view returns (uint256 result) {
        for (uint256 i = 0; i < items.length; i++) {
            result += items[i];
        }
    }

    function point(uint256 index) external {
        uint256[] storage same = items;
        same[index] = 7;
        if (items[index] == 8) items[index] = 9;
    }

    function rename(string calldata to) external {
        motto = to;
    }

    function checked(uint256 by) external {
        if (by > 100) count = 0; // never here
        count += by; // checked
        if (by > 200) count = 1;
    }

    function save(uint256 amount) external {
        pot.fill(amount);
    }

    function swap() external {
        Adding.pour(pot, other);
    }

    function up(uint256 by) external {
        count += by; // up
    }

    function twice(uint256 by) external {
        count += by; // first
        count += by; // second
    }

    function clear(uint256 id) external {
        delete orders[id];
    }

    function _count() internal {
        count++;
    }
}
