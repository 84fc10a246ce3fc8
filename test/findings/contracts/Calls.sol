// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

library Ledger {
    struct Book {
        uint256 total;
        mapping(address => uint256) entries;
    }

    function enter(Book storage book, uint256 amount) external {
        book.total += amount; // both:ledger
        book.entries[msg.sender] += amount;
    }
}

library Sums {
    struct Sum {
        uint256 value;
    }

    function add(Sum storage sum, uint256 amount) internal {
        sum.value += amount; // both:sums
    }
}

function addFreely(Sums.Sum storage sum, uint256 amount) {
    sum.value += amount; // both:freely
}

contract Libraries {
    using Sums for Sums.Sum;

    Ledger.Book private book;
    Sums.Sum private first;
    Sums.Sum private second;

    function enter(uint256 amount) external {
        Ledger.enter(book, amount);
    }

    function add(uint256 amount) external {
        first.add(amount);
    }

    function free(uint256 amount) external {
        addFreely(second, amount);
    }
}

contract Logic {
    uint256 public value;
    mapping(address => uint256) private marks;

    function mark(uint256 by) external {
        value += by; // both:logic
        marks[msg.sender] += by;
    }
}

contract Proxy {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    constructor(address logic) {
        bytes32 at = IMPLEMENTATION;
        assembly {
            sstore(at, logic)
        }
    }

    fallback() external payable {
        bytes32 at = IMPLEMENTATION;
        assembly {
            let logic := sload(at) // read:slot1967
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), logic, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}

contract Beacon {
    address public implementation;

    constructor(address to) {
        implementation = to;
    }
}

contract BeaconProxy {
    Beacon private immutable beacon;

    constructor(Beacon at) {
        beacon = at;
    }

    fallback() external {
        (bool done, ) = beacon.implementation().delegatecall(msg.data);
        require(done);
    }
}

contract Registry {
    uint256 private children;

    function register() external {
        children += 1; // both:register
    }
}

contract Member {
    uint256 private number = 1;

    constructor(Registry registry) {
        registry.register();
    }
}

contract Static {
    uint256 private immutable made = block.timestamp;
    address private owner = msg.sender;
}

contract Counted {
    uint256 private calls;
    mapping(address => uint256) private own;

    modifier counting() {
        calls += 1; // both:modifier
        _;
    }

    function act() external counting {
        own[msg.sender] += 1;
    }
}

abstract contract Base {
    uint256 internal sum;

    function add(uint256 amount) external {
        _add(amount);
    }

    function _add(uint256 amount) internal virtual;
}

contract Derived is Base {
    function _add(uint256 amount) internal override {
        sum += amount; // both:derived
    }
}

contract Small {
    uint256 private hits;

    function hit() external {
        bump();
    }

    function hitTwice() external {
        bump();
        bump();
    }

    function bump() private {
        hits += 1; // both:bump
    }
}

contract Multi {
    uint256 private count;

    function up() external {
        count += 1; // both:multi
    }

    function multicall(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool done, ) = address(this).delegatecall(calls[i]);
            require(done);
        }
    }
}

contract Target {
    uint256 public price = 1; // read:priceGetter
    uint256 private count;

    function set(uint256 to) external {
        price = to; // write:target
    }

    function up() external {
        count += 1; // both:targetUp
    }

    function upThenFail() external {
        count += 1; // both:fails
        revert("after all");
    }
}

contract Caller {
    mapping(address => uint256) private seen;

    function look(Target target) external {
        seen[msg.sender] = target.price();
    }

    function low(address target) external {
        (bool done, ) = target.call(abi.encodeWithSignature("up()"));
        require(done);
    }

    function attempt(Target target) external {
        try target.upThenFail() {
            seen[msg.sender] = 1;
        } catch {
            seen[msg.sender] = 2;
        }
    }
}

contract Factory {
    uint256 private made;

    function make() external {
        made += 1; // both:make
        new Static();
    }

    function makeAt(bytes32 salt) external {
        new Static{salt: salt}();
    }
}

contract Till {
    uint256 private received;
    uint256 private others;

    receive() external payable {
        received += 1; // both:receive
    }

    fallback() external payable {
        others += 1; // both:fallback
    }
}

contract Wallet {
    uint256 private uses;

    function use() external {
        uses += 1; // both:wallet
    }
}
