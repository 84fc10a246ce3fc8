// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Counter {
    uint256 public count; // read:getter

    function up() external {
        count += 1; // both:up
    }

    function down() external {
        unchecked {
            count -= 1; // both:down
        }
    }

    function checkedDown() external {
        count -= 1; // both:checkedDown
    }

    function next() external returns (uint256) {
        return ++count; // both:next
    }
}

contract Signed {
    int256 private sum;

    function add(int256 amount) external {
        sum += amount; // both:signed
    }
}

contract Price {
    uint256 private price;
    mapping(address => uint256) private paid;

    function set(uint256 to) external {
        price = to; // write:set
    }

    function buy() external {
        paid[msg.sender] = price; // read:buy
    }
}

contract Stock {
    uint256 private left;

    constructor(uint256 amount) {
        left = amount;
    }

    function take(uint256 amount) external {
        require(left >= amount, "sold out"); // read:take
        left -= amount; // write:take
    }

    function put(uint256 amount) external {
        left += amount; // both:put
    }
}

contract Told {
    event Sum(uint256 sum);

    uint256 private sum;

    function add(uint256 amount) external {
        sum += amount; // both:told
        emit Sum(sum);
    }
}

contract Doubling {
    uint256 private value = 1;

    function twice() external {
        value *= 2; // both:twice
    }
}

contract Maximum {
    uint256 private highest;

    function offer(uint256 amount) external {
        if (amount > highest) highest = amount; // both:offer
    }
}

contract Capped {
    uint256 private total;

    function add(uint256 amount) external {
        total += amount; // both:capped
        require(total <= 1000, "full");
    }
}

contract Flags {
    uint256 private word;
    bool private flag;

    function setWord(uint256 to) external {
        word = to; // write:word
    }

    function setFlag(bool to) external {
        flag = to; // both:flag
    }
}

contract Guarded {
    uint256 private lock = 1;
    mapping(address => uint256) private used;

    modifier once() {
        require(lock == 1, "again"); // read:lock
        lock = 2;
        _;
        lock = 1;
    }

    function enter() external once {
        used[msg.sender] += 1;
    }
}

contract TransientGuarded {
    bool transient locked;
    mapping(address => uint256) private used;

    function enter() external {
        require(!locked, "again");
        locked = true;
        used[msg.sender] += 1;
        locked = false;
    }
}

contract Governed {
    address private owner = msg.sender;
    bool private paused;
    mapping(bytes32 => mapping(address => bool)) private roles;
    uint256 private immutable fee = 3;
    uint256 private constant SCALE = 10;
    uint256 private rate = 7;
    mapping(address => uint256) private used;

    function grant(address to) external {
        require(msg.sender == owner, "owner only");
        roles["user"][to] = true;
    }

    function act() external {
        require(!paused && owner != address(0), "no"); // read:paused
        used[msg.sender] = rate * SCALE + fee + (roles["user"][owner] ? 1 : 0);
    }

    function pause() external {
        paused = true; // write:paused
    }
}

contract Quiet {
    event Called(address by);

    function call() external {
        emit Called(msg.sender);
    }
}

contract Copies {
    uint256 private total;
    uint256 private copy;

    function add(uint256 amount) external {
        total += amount; // both:total
        copy = total; // write:copy
    }
}

contract Assembly {
    uint256 private total;

    function add(uint256 amount) external {
        assembly { sstore(total.slot, add(sload(total.slot), amount)) } // both:assembly
    }
}
