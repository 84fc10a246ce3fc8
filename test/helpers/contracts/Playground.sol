// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

contract Child {
    constructor(address payable heir, bool dies) payable {
        if (dies) selfdestruct(heir);
    }

    function die(address payable heir) external {
        selfdestruct(heir);
    }

    receive() external payable {}
}

contract Library {
    uint256 public calls;
    mapping(address => uint256) public seen;

    function note(uint256 value) external payable returns (uint256) {
        calls += 1;
        seen[msg.sender] += value;
        return calls;
    }

    receive() external payable {
        seen[msg.sender] = address(this).balance;
    }
}

contract Token {
    uint256 public totalSupply;
    mapping(address => uint256) public balances;
    mapping(address => mapping(address => uint256)) public allowances;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balances[to] += value;
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external {
        require(balances[msg.sender] >= value, "balance");
        balances[msg.sender] -= value;
        balances[to] += value;
        emit Transfer(msg.sender, to, value);
    }

    function approve(address spender, uint256 value) external {
        allowances[msg.sender][spender] = value;
    }

    function pull(address from, uint256 value) external {
        require(allowances[from][msg.sender] >= value, "allowance");
        allowances[from][msg.sender] -= value;
        balances[from] -= value;
        balances[msg.sender] += value;
    }
}

contract Pool {
    uint112 reserve0 = 1000000;
    uint112 reserve1 = 2000000;
    uint32 last;
    uint256 unlocked = 1;
    mapping(address => uint256) public bought;

    event Swap(address indexed who, uint256 amountIn, uint256 amountOut);

    function swap(bool forward, uint112 amount) external {
        require(unlocked == 1, "locked");
        unlocked = 0;
        (uint112 a, uint112 b) = forward ? (reserve0, reserve1) : (reserve1, reserve0);
        uint112 out = (b * amount) / (a + amount);
        if (forward) (reserve0, reserve1) = (a + amount, b - out);
        else (reserve1, reserve0) = (a + amount, b - out);
        last = uint32(block.timestamp);
        bought[msg.sender] += out;
        unlocked = 1;
        emit Swap(msg.sender, amount, out);
    }
}

contract Playground {
    mapping(address => uint256) public notes;
    mapping(uint256 => uint256) public numbers;
    uint256 public counter;
    address[] public children;
    bytes public text;

    event Noted(address indexed who, uint256 value);

    receive() external payable {}

    function readCoinbase() external {
        notes[msg.sender] = block.coinbase.balance;
    }

    function payCoinbase() external payable {
        payable(block.coinbase).transfer(msg.value);
    }

    function createAndDestroy(uint256 salt, address payable heir) external payable {
        notes[msg.sender] = uint160(address(new Child{salt: bytes32(salt), value: msg.value}(heir, true)));
    }

    function createLasting(uint256 salt) external payable {
        children.push(address(new Child{salt: bytes32(salt), value: msg.value}(payable(0), false)));
    }

    function destroyChild(address payable heir) external {
        if (children.length > 0) Child(payable(children[children.length - 1])).die(heir);
    }

    function readCode(address who) external {
        numbers[uint160(who)] = uint256(who.codehash) + who.code.length;
    }

    function callIt(address who) external payable {
        (bool ok, bytes memory data) = who.call{value: msg.value}("");
        numbers[1] += ok ? 1 + data.length : 0;
    }

    function readBalances(address who) external {
        notes[msg.sender] = who.balance + msg.sender.balance + address(this).balance;
    }

    function count(uint256 by) external returns (uint256) {
        counter += by;
        numbers[by] = counter;
        if (by % 3 == 0) revert("divisible");
        emit Noted(msg.sender, counter);
        return counter;
    }

    function follow(uint256 start) external {
        uint256 at = start;
        for (uint256 i = 0; i < 4; i++) at = numbers[at] % 50;
        numbers[at] += start;
    }

    function guarded(uint256 value) external {
        uint256 before = counter;
        counter = type(uint256).max;
        numbers[value] = before;
        counter = before;
    }

    function transientStorage(uint256 at) external {
        assembly {
            tstore(at, caller())
            sstore(add(at, 1000), tload(at))
        }
    }

    function readBlock(uint256 at) external {
        numbers[at % 7] = uint256(blockhash(block.number - 1)) ^ uint256(blockhash(block.number - 1 - (at % 5)));
        delete numbers[(at + 1) % 7];
    }

    function precompile(uint256 which) external payable {
        (bool ok, bytes memory data) = address(uint160(1 + (which % 9))).call{value: msg.value}(abi.encode(which));
        emit Noted(address(this), ok ? 1 + data.length : 0);
    }

    function delegate(address target, uint256 value) external payable {
        (bool ok, ) = target.delegatecall(abi.encodeWithSignature("note(uint256)", value));
        numbers[2] = ok ? 1 : 2;
    }

    function tryInner(uint256 by) external {
        try this.count(by) returns (uint256 result) {
            notes[msg.sender] = result;
        } catch {
            notes[msg.sender] = counter;
        }
    }

    function write(uint256 length) external {
        text = new bytes(length % 100);
    }

    function burn(uint256 rounds) external {
        uint256 value = uint160(msg.sender);
        for (uint256 i = 0; i < rounds; i++) value = uint256(keccak256(abi.encode(value)));
        notes[msg.sender] = value;
    }

    function answer(uint256 length) external pure returns (bytes memory) {
        return new bytes(length);
    }
}
