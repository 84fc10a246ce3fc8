// SPDX-License-Identifier: MIT
pragma solidity >=0.5.16 <0.9.0;

library OldMath {
    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 c = a + b;
        require(c >= a, "overflow");
        return c;
    }
}

library OldLedger {
    struct Book {
        uint256 total;
    }

    function enter(Book storage book, uint256 amount) external {
        book.total = book.total + amount; // both:oldBook
    }
}

contract OldOwned {
    address private owner = msg.sender;
    bool private stopped;

    modifier running() {
        require(!stopped && owner != address(0), "stopped"); // read:stopped
        _;
    }

    function stop() external {
        stopped = true; // both:stop
    }
}

contract OldToken is OldOwned {
    using OldMath for uint256;

    struct Order {
        uint128 amount;
        uint64 filled;
        address by;
    }

    mapping(address => uint256) private balances;
    mapping(uint256 => Order) private orders;
    uint256 private total;
    uint256[] private items;
    string private label;
    OldLedger.Book private book;

    function mint(address to, uint256 amount) external {
        balances[to] = balances[to].add(amount); // both:oldBalance
        total = total.add(amount); // both:oldTotal
    }

    function move(address from, address to, uint256 amount) external running { // both:move
        require(balances[from] >= amount, "too little"); // read:oldDebit
        balances[from] -= amount; // write:oldDebit
        balances[to] += amount; // both:oldCredit
    }

    function fill(uint256 id, uint64 by) external {
        orders[id].filled += by; // both:oldFill
    }

    function push(uint256 item) external {
        items.push(item); // both:oldPush
    }

    function rename(string calldata to) external {
        label = to; // both:oldLabel
    }

    function enter(uint256 amount) external {
        OldLedger.enter(book, amount);
    }
}
