// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// Calls whose keys come from everywhere a key can come from. Nothing is checked, so that anyone can call anything.
contract Coin {
    bytes32 private constant DESK = keccak256("DESK");

    mapping(address => uint256) public balances;
    mapping(address => mapping(address => uint256)) public allowances;
    mapping(bytes32 => mapping(address => uint256)) public visits;
    mapping(bytes32 => uint256) public desks;
    mapping(string => uint256) public names;
    uint256[64] public seats;
    uint256 public transfers;
    uint256 public price = 7;
    uint64 public updated;

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferCounted(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
        transfers += 1;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        unchecked {
            allowances[from][msg.sender] -= amount;
        }
        _move(from, to, amount);
    }

    function approve(address spender, uint256 amount) external {
        allowances[msg.sender][spender] += amount;
    }

    function visit() external {
        visits[DESK][msg.sender] += price;
    }

    function queue() external {
        desks[DESK] += 1;
    }

    function name(string calldata text) external {
        names[text] += 1;
    }

    function sit(uint256 seat) external {
        seats[seat] += 1;
    }

    function poke() external {
        if (updated != block.timestamp) updated = uint64(block.timestamp);
        balances[msg.sender] += 1;
    }

    function _move(address from, address to, uint256 amount) private {
        unchecked {
            balances[from] -= amount;
            balances[to] += amount;
        }
    }
}

contract Safe {
    Coin private immutable _coin;
    address private _keeper;
    uint256 public total;
    mapping(address => uint256) public shares;

    constructor(Coin coin, address keeper) {
        _coin = coin;
        _keeper = keeper;
    }

    /// Everybody adds to one total, and to the balance of this contract.
    function deposit(uint256 amount) external {
        _coin.transferFrom(msg.sender, address(this), amount);
        shares[msg.sender] += amount;
        total += amount;
    }

    /// Nobody meets but those who name one receiver.
    function credit(uint256 amount, address receiver) external {
        shares[receiver] += amount;
    }

    /// Everybody pays one account, which stands in storage.
    function tip(uint256 amount) external {
        _coin.transfer(_keeper, amount);
    }
}
