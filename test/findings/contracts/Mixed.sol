// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Airdrop {
    mapping(uint256 => uint256) private claimed;

    function claim(uint256 index) external {
        uint256 bit = 1 << (index % 256);
        require(claimed[index / 256] & bit == 0, "twice"); // read:claim
        claimed[index / 256] |= bit; // write:claim
    }
}

contract Batch {
    mapping(address => uint256) private balances;

    function pay(address[] calldata all, uint256 amount) external {
        for (uint256 i = 0; i < all.length; i++) balances[all[i]] += amount; // both:batch
    }
}

contract Overloads {
    uint256 private plain;
    uint256 private scaled;

    function add(uint256 amount) external {
        plain += amount; // both:plain
    }

    function add(uint256 amount, uint256 scale) external {
        scaled += amount * scale; // both:scaled
    }
}

contract Hits {
    uint256 private hits;

    function hit() external {
        hits += 1; // both:hit
    }

    function nudge() external {
        hits += 1; // read:nudge
        hits -= 1;
    }

    function hitOrNot(bool really) external {
        hits += 1; // both:orNot
        require(really, "not really");
    }
}

contract Log {
    uint256[] private items;
    mapping(address => uint256) private sums;
    mapping(uint256 => string) private names;

    function push(uint256 item) external {
        items.push(item); // both:log
    }

    function sum() external {
        uint256 total = 0;
        for (uint256 i = 0; i < items.length; i++) { // read:logLength
            total += items[i]; // read:logItem
        }
        sums[msg.sender] = total;
    }

    function name(uint256 id, string calldata text) external {
        names[id] = text; // both:name
    }
}

contract Multitoken {
    mapping(uint256 => mapping(address => uint256)) private balances;
    mapping(uint256 => uint256) private supply;

    function mint(uint256 id, address to, uint256 amount) external {
        balances[id][to] += amount; // both:multiBalance
        supply[id] += amount; // both:multiSupply
    }
}

contract Register {
    struct Entry {
        uint256 by;
        uint256 price;
    }

    mapping(bytes32 => Entry) private entries;
    bool private ready;
    uint256 private start;

    function initialize(uint256 at) external {
        require(!ready, "again"); // read:ready
        ready = true; // write:ready
        start = at; // write:start
    }

    function open(bytes32 name, uint256 price) external {
        require(entries[name].by == 0, "taken"); // read:entryBy
        entries[name] = Entry(uint160(msg.sender), price); // write:entryBy
    }

    function close(bytes32 name) external {
        delete entries[name]; // write:close
    }

    function price(bytes32 name) external view returns (uint256) {
        return entries[name].price; // read:entryPrice
    }
}

contract Upgradable {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
    mapping(address => uint256) private used;

    function upgrade(address to) external {
        bytes32 at = IMPLEMENTATION;
        assembly { sstore(at, to) } // write:upgrade
    }

    function use() external {
        used[msg.sender] += 1;
    }
}

contract Gateway {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    constructor(address to) {
        bytes32 at = IMPLEMENTATION;
        assembly { sstore(at, to) }
    }

    fallback() external {
        bytes32 at = IMPLEMENTATION;
        address to;
        assembly { to := sload(at) } // read:gateway
        (bool done, ) = to.delegatecall(msg.data);
        require(done);
    }
}

contract Permits {
    mapping(address => uint256) private nonces;
    mapping(address => mapping(address => uint256)) private allowance;

    function permit(address owner, address spender, uint256 amount, uint256 nonce) external {
        require(nonces[owner]++ == nonce, "nonce"); // both:permit
        allowance[owner][spender] = amount;
    }
}

contract Set {
    address[] private members;
    mapping(address => uint256) private places;

    function join() external {
        require(places[msg.sender] == 0, "member");
        members.push(msg.sender); // both:join
        places[msg.sender] = members.length; // write:joined
    }

    function leave() external { // both:leaving
        uint256 place = places[msg.sender]; // read:place
        address last = members[members.length - 1]; // read:leave
        members[place - 1] = last; // both:moved
        places[last] = place; // write:place
        members.pop(); // write:leave
        delete places[msg.sender];
    }
}

contract Bouncing {
    uint256 private depth;
    uint256 private total;

    function bounce() external {
        total += 1; // both:bounce
        depth += 1;
        if (depth < 3) this.bounce();
        depth -= 1;
    }
}

contract Pointers {
    struct Position {
        uint256 size;
        uint256 margin;
    }

    mapping(address => Position) private positions;
    uint256 private open;

    function raise(address of_, uint256 by) external {
        Position storage position = positions[of_];
        position.size += by; // both:size
        if (position.margin == 0) { // read:margin
            open += 1; // both:open
        }
        position.margin += by; // write:margin
    }
}

contract Swapped {
    uint256 private first = 1; // write:firstValue
    uint256 private second = 2; // write:secondValue

    function swap() external {
        (first, second) = (second, first); // both:swapped
    }
}

contract Named {
    uint256 private immutable limit;
    uint256 private count;

    constructor(uint256 at) {
        limit = at;
    }

    function up() external {
        require(count < limit, "full"); // read:named
        count++; // write:named
    }
}

interface IHook {
    function hook() external;
}

contract Hooked {
    uint256 private calls;

    function act(IHook hook) external {
        hook.hook();
        calls += 1; // both:hooked
    }
}

contract Hook {
    uint256 private hooks;

    function hook() external {
        hooks += 1; // both:hook
    }
}

contract Bits {
    uint8 private flags;
    int64 private drift;
    bytes4 private tag;

    function set(uint8 bit) external {
        flags |= uint8(1 << bit); // both:bits
    }

    function move(int64 by) external {
        drift += by; // both:drift
    }
}
