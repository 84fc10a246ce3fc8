// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

contract Coin {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);
    error Poor(uint256 has);

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external {
        uint256 has = balanceOf[msg.sender];
        if (has < value) revert Poor(has);
        balanceOf[msg.sender] = has - value;
        balanceOf[to] += value;
        emit Transfer(msg.sender, to, value);
    }
}

/// Looks at what is not its own.
contract Looker {
    uint256 public seen;

    function hashOf(uint256 number) external view returns (bytes32) {
        return blockhash(number);
    }

    function keepHash(uint256 number) external {
        seen = uint256(blockhash(number));
    }

    function balance(address account) external view returns (uint256) {
        return account.balance;
    }

    function code(address account) external view returns (uint256, bytes32) {
        return (account.code.length, account.codehash);
    }

    function chain() external view returns (uint256, uint256, uint256) {
        return (block.chainid, block.number, block.basefee);
    }
}

/// Has storage, and can be destroyed.
contract Mortal {
    uint256 public first = 11;
    uint256 public second = 22;
    mapping(uint256 => uint256) public more;

    constructor() {
        more[7] = 77;
    }

    function set(uint256 key, uint256 value) external {
        more[key] = value;
    }

    function die() external {
        selfdestruct(payable(msg.sender));
    }
}

/// Makes contracts at addresses that do not depend on what it made before.
contract Factory {
    function create(bytes32 salt) external returns (address) {
        return address(new Mortal{salt: salt}());
    }

    function addressOf(bytes32 salt) external view returns (address) {
        bytes32 initHash = keccak256(type(Mortal).creationCode);
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, initHash)))));
    }
}
