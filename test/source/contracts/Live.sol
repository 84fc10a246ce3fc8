// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

library Ledger {
    struct Book {
        uint256 total;
        mapping(address => uint256) entries;
    }

    function enter(Book storage book, address who, uint256 amount) external {
        book.total += amount;
        book.entries[who] += amount;
    }
}

contract Bank is ERC20("Bank Token", "BANK"), AccessControl, ReentrancyGuard {
    using EnumerableSet for EnumerableSet.AddressSet;

    struct Deposit {
        uint128 amount;
        uint64 since;
        bool open;
        uint256[] history;
    }

    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    uint256 public immutable limit;

    EnumerableSet.AddressSet private holders;
    Ledger.Book private book;
    uint128 private minted;
    uint64 private last;
    bool private closed;
    string public motto;
    mapping(string => mapping(uint256 => Deposit)) private deposits;
    uint256[] private log;

    constructor(uint256 limit_, string memory motto_) {
        require(limit_ > 0, "no limit");
        limit = limit_;
        motto = motto_;
        _grantRole(MINTER_ROLE, msg.sender);
    }

    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) nonReentrant {
        _mint(to, amount);
        minted += uint128(amount);
    }

    function enter(uint256 amount) external {
        require(amount < limit);
        Ledger.enter(book, msg.sender, amount);
        holders.add(msg.sender);
    }

    function open(string calldata kind, uint256 id, uint128 amount) external {
        Deposit storage deposit = deposits[kind][id];
        deposit.amount = amount;
        deposit.history.push(amount);
        log.push(amount);
    }

    function amend() external {
        log[2] = 7;
        deposits["gold"][1].open = true;
    }

    function flip() external {
        closed = !closed;
    }
}

contract Logic {
    uint256 private value;
    mapping(address => uint256) private marks;

    function mark(uint256 by) external {
        value += by;
        marks[msg.sender] = value;
    }

    receive() external payable {
        value += 1;
    }
}

contract Gate is ERC1967Proxy {
    constructor(address logic, bytes memory data) ERC1967Proxy(logic, data) {}
}

contract Factory {
    address[] public clones;

    function make(address logic) external {
        clones.push(Clones.clone(logic));
    }
}
