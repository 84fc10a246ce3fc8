// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Pot {
    function fill() external payable {}

    function close(address payable to) external {
        selfdestruct(to);
    }

    function pay(address payable to, uint256 amount) external {
        to.transfer(amount);
    }

    function drainTo(address payable to) external {
        to.transfer(address(this).balance);
    }
}

contract Watcher {
    mapping(address => uint256) private seen;

    function watch(address who) external {
        seen[msg.sender] = who.balance;
    }

    function size(address who) external {
        seen[msg.sender] = who.code.length;
    }
}

contract Savings {
    mapping(address => uint256) private saved;

    function save() external payable {
        saved[msg.sender] += msg.value;
    }

    function withdraw() external {
        uint256 amount = saved[msg.sender];
        saved[msg.sender] = 0;
        payable(msg.sender).transfer(amount);
    }
}
