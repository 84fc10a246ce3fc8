// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Token {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    uint256 public totalSupply; // read:supplyGetter

    event Transfer(address indexed from, address indexed to, uint256 amount);

    function mint(address to, uint256 amount) external {
        totalSupply += amount; // both:supply
        balanceOf[to] += amount; // both:minted
    }

    function burn(uint256 amount) external {
        balanceOf[msg.sender] -= amount; // both:burner
        unchecked {
            totalSupply -= amount; // both:burnt
        }
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount; // both:allowed
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) private { // both:_move
        uint256 before = balanceOf[from]; // read:debit
        require(before >= amount, "too little");
        balanceOf[from] = before - amount; // write:debit
        balanceOf[to] += amount; // both:credit
        emit Transfer(from, to, amount);
    }
}

contract Collectible {
    uint256 private nextId;
    mapping(uint256 => address) private owners;
    mapping(address => uint256) private balances;
    mapping(uint256 => address) private approved;

    function mint() external {
        uint256 id = nextId++; // both:nextId
        _give(id, msg.sender);
    }

    function mintAs(uint256 id) external {
        require(owners[id] == address(0), "taken"); // read:taken
        _give(id, msg.sender);
    }

    function _give(uint256 id, address to) private {
        balances[to] += 1; // both:owned
        owners[id] = to; // write:owner
    }

    function transfer(uint256 id, address to) external { // both:transfer
        require(owners[id] == msg.sender, "not yours"); // read:owner
        delete approved[id];
        balances[msg.sender] -= 1; // both:released
        balances[to] += 1; // both:received
        owners[id] = to; // write:handed
    }
}
