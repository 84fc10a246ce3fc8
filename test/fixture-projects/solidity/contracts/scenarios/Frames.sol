// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {Scenario} from "./Scenario.sol";

contract Tally {
    uint256 public total;
    mapping(address => uint256) public own;

    function add() external {
        total++;
    }

    function addOwn() external {
        own[msg.sender]++;
    }
}

/// Runs the code of another contract on its own storage.
contract Proxy {
    address private immutable target;

    constructor(address target_) {
        target = target_;
    }

    fallback() external {
        address to = target;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

contract OneProxy is Scenario(true, true) {
    address private immutable proxy = address(new Proxy(address(new Tally())));

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Tally.add, ());
        return pairOf(callOf(ALICE, proxy, 0, data), callOf(BOB, proxy, 0, data));
    }
}

contract OneProxyOwnKeys is Scenario(false, false) {
    address private immutable proxy = address(new Proxy(address(new Tally())));

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Tally.addOwn, ());
        return pairOf(callOf(ALICE, proxy, 0, data), callOf(BOB, proxy, 0, data));
    }
}

/// One implementation, two storages.
contract TwoProxies is Scenario(false, false) {
    address private immutable implementation = address(new Tally());
    address private immutable left = address(new Proxy(implementation));
    address private immutable right = address(new Proxy(implementation));

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Tally.add, ());
        return pairOf(callOf(ALICE, left, 0, data), callOf(BOB, right, 0, data));
    }
}

contract ProxyAndImplementation is Scenario(false, false) {
    address private immutable implementation = address(new Tally());
    address private immutable proxy = address(new Proxy(implementation));

    function calls() external view override returns (Call[] memory) {
        bytes memory data = abi.encodeCall(Tally.add, ());
        return pairOf(callOf(ALICE, implementation, 0, data), callOf(BOB, proxy, 0, data));
    }
}

contract SharedRouter is Scenario(false, false) {
    Tally private immutable left = new Tally();
    Tally private immutable right = new Tally();

    function route(Tally tally) external {
        tally.add();
    }

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.route, (left)), abi.encodeCall(this.route, (right)));
    }
}

contract RoutesMeet is Scenario(true, true) {
    Tally private immutable tally = new Tally();

    function route() external {
        tally.add();
    }

    function calls() external view override returns (Call[] memory) {
        return pairOf(callOf(ALICE, abi.encodeCall(this.route, ())), callOf(BOB, address(tally), 0, abi.encodeCall(Tally.add, ())));
    }
}

contract ViewCalls is Scenario(false, false) {
    uint256 public total = 3;

    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.total, ()), abi.encodeCall(this.total, ()));
    }
}

contract ViewOfWhatIsStored is Scenario(true, true) {
    Tally private immutable tally = new Tally();

    function look() external view returns (uint256) {
        return tally.total();
    }

    function calls() external view override returns (Call[] memory) {
        return pairOf(callOf(ALICE, address(tally), 0, abi.encodeCall(Tally.add, ())), callOf(BOB, abi.encodeCall(this.look, ())));
    }
}

abstract contract Reverting is Scenario {
    uint256 internal value;
    mapping(address => uint256) internal seen;

    function storeAndRevert() external {
        value = 9;
        revert("undone");
    }

    function loadAndRevert() external view {
        require(value == 77, "as expected");
    }

    function set() external {
        value = 3;
    }

    function look() external {
        seen[msg.sender] = value;
    }

    function storeUndone() external {
        try this.storeAndRevert() {} catch {}
    }

    function storeUndoneThenLook() external {
        try this.storeAndRevert() {} catch {}
        seen[msg.sender] = value;
    }
}

contract StoreUndoneInside is Scenario(false, false), Reverting {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.storeUndone, ()), abi.encodeCall(this.look, ()));
    }
}

contract LoadAfterStoreUndone is Scenario(true, false), Reverting {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.storeUndoneThenLook, ()), abi.encodeCall(this.set, ()));
    }
}

contract LoadAfterStoreUndoneWaits is Scenario(true, true), Reverting {
    function calls() external view override returns (Call[] memory) {
        return pair(abi.encodeCall(this.set, ()), abi.encodeCall(this.storeUndoneThenLook, ()));
    }
}

contract LoadOfOneThatReverts is Scenario(true, true), Reverting {
    function calls() external view override returns (Call[] memory) {
        return pairOf(
            callOf(ALICE, abi.encodeCall(this.set, ())), mayRevert(callOf(BOB, abi.encodeCall(this.loadAndRevert, ())))
        );
    }
}

contract StoreOfOneThatReverts is Scenario(false, false), Reverting {
    function calls() external view override returns (Call[] memory) {
        return pairOf(
            mayRevert(callOf(ALICE, abi.encodeCall(this.storeAndRevert, ()))), callOf(BOB, abi.encodeCall(this.look, ()))
        );
    }
}
