// SPDX-License-Identifier: MIT
pragma solidity >=0.8.8;

contract Guard {
    bool internal entered;

    function enter() external virtual {
        entered = true;
    }
}
