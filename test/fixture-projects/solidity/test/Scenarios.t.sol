// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Call, Recording} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {
    CreatedAndDestroyed,
    CreationThenSize,
    Creations,
    CreationsThatFail,
    CreationsWithSalt,
    DeploymentsOfOne,
    DeploymentsOfTwo,
    DepositThenBalance,
    Deposits,
    HashOfNobody,
    PaymentThenOwn,
    Payments,
    PaymentsToNobody,
    Payouts,
    TillClosesThenPays,
    TwoTillsClose,
    TwoTillsPayCarol,
    TwoTillsPayNobody
} from "../contracts/scenarios/Accounts.sol";
import {
    LoadAfterStoreUndone,
    LoadAfterStoreUndoneWaits,
    LoadOfOneThatReverts,
    OneProxy,
    OneProxyOwnKeys,
    ProxyAndImplementation,
    RoutesMeet,
    SharedRouter,
    StoreOfOneThatReverts,
    StoreUndoneInside,
    TwoProxies,
    ViewCalls,
    ViewOfWhatIsStored
} from "../contracts/scenarios/Frames.sol";
import {
    AllowanceSpent,
    Allowances,
    BlindStores,
    Counter,
    CounterOfOneSender,
    DeletedAndSet,
    LoadThenStore,
    OneOrder,
    OneRecipient,
    OneSender,
    OwnBalances,
    OwnValue,
    PackedNeighbours,
    Pushes,
    ReentrancyGuard,
    SameValueStored,
    SharedPrice,
    StoreThenLoad,
    Strings,
    TransientGuard,
    TwoElements,
    TwoOrders,
    TwoRecipients
} from "../contracts/scenarios/Storage.sol";
import {Scenario} from "../contracts/scenarios/Scenario.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
}

/// Whether the calls of each scenario conflict, run apart and run in order.
contract ScenariosTest is ParallelTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    address private constant ALICE = 0xA11cea11CEA11CEA11cEa11CeA11ceA11CEA11Ce;
    address private constant BOB = 0xB0B0b0B0B0B0B0b0B0B0B0b0b0b0b0B0b0b0B0B0;
    address private constant CAROL = 0xCA401ca401Ca401CA401CA401cA401CA401ca401;

    function setUp() external {
        vm.deal(ALICE, 10 ether);
        vm.deal(BOB, 10 ether);
        vm.deal(CAROL, 10 ether);
    }

    function check(Scenario scenario) private {
        Call[] memory calls = scenario.calls();
        Recording[] memory apart = recordApart(calls);
        if (scenario.apart()) assertConflict(apart[0], apart[1]);
        else assertNoConflict(apart[0], apart[1]);
        Recording[] memory inOrder = recordInOrder(calls);
        if (scenario.inOrder()) assertConflict(inOrder[0], inOrder[1]);
        else assertNoConflict(inOrder[0], inOrder[1]);
    }

    function testCounter() external {
        check(new Counter());
    }

    function testCounterOfOneSender() external {
        check(new CounterOfOneSender());
    }

    function testOneSender() external {
        check(new OneSender());
    }

    function testOwnBalances() external {
        check(new OwnBalances());
    }

    function testOneRecipient() external {
        check(new OneRecipient());
    }

    function testTwoRecipients() external {
        check(new TwoRecipients());
    }

    function testPackedNeighbours() external {
        check(new PackedNeighbours());
    }

    function testBlindStores() external {
        check(new BlindStores());
    }

    function testStoreThenLoad() external {
        check(new StoreThenLoad());
    }

    function testLoadThenStore() external {
        check(new LoadThenStore());
    }

    function testSameValueStored() external {
        check(new SameValueStored());
    }

    function testReentrancyGuard() external {
        check(new ReentrancyGuard());
    }

    function testTransientGuard() external {
        check(new TransientGuard());
    }

    function testSharedPrice() external {
        check(new SharedPrice());
    }

    function testPushes() external {
        check(new Pushes());
    }

    function testTwoElements() external {
        check(new TwoElements());
    }

    function testAllowances() external {
        check(new Allowances());
    }

    function testAllowanceSpent() external {
        check(new AllowanceSpent());
    }

    function testOneOrder() external {
        check(new OneOrder());
    }

    function testTwoOrders() external {
        check(new TwoOrders());
    }

    function testStrings() external {
        check(new Strings());
    }

    function testOwnValue() external {
        check(new OwnValue());
    }

    function testDeletedAndSet() external {
        check(new DeletedAndSet());
    }

    function testOneProxy() external {
        check(new OneProxy());
    }

    function testOneProxyOwnKeys() external {
        check(new OneProxyOwnKeys());
    }

    function testTwoProxies() external {
        check(new TwoProxies());
    }

    function testProxyAndImplementation() external {
        check(new ProxyAndImplementation());
    }

    function testSharedRouter() external {
        check(new SharedRouter());
    }

    function testRoutesMeet() external {
        check(new RoutesMeet());
    }

    function testViewCalls() external {
        check(new ViewCalls());
    }

    function testViewOfWhatIsStored() external {
        check(new ViewOfWhatIsStored());
    }

    function testStoreUndoneInside() external {
        check(new StoreUndoneInside());
    }

    function testLoadAfterStoreUndone() external {
        check(new LoadAfterStoreUndone());
    }

    function testLoadAfterStoreUndoneWaits() external {
        check(new LoadAfterStoreUndoneWaits());
    }

    function testLoadOfOneThatReverts() external {
        check(new LoadOfOneThatReverts());
    }

    function testStoreOfOneThatReverts() external {
        check(new StoreOfOneThatReverts());
    }

    function testPayments() external {
        check(new Payments());
    }

    function testPaymentsToNobody() external {
        check(new PaymentsToNobody());
    }

    function testPaymentThenOwn() external {
        check(new PaymentThenOwn());
    }

    function testDeposits() external {
        check(new Deposits());
    }

    function testPayouts() external {
        check(new Payouts{value: 2 ether}());
    }

    function testDepositThenBalance() external {
        check(new DepositThenBalance());
    }

    function testTwoTillsPayNobody() external {
        check(new TwoTillsPayNobody{value: 2 ether}());
    }

    function testTwoTillsPayCarol() external {
        check(new TwoTillsPayCarol{value: 2 ether}());
    }

    function testTwoTillsClose() external {
        check(new TwoTillsClose{value: 2 ether}());
    }

    function testTillClosesThenPays() external {
        check(new TillClosesThenPays{value: 2 ether}());
    }

    function testHashOfNobody() external {
        check(new HashOfNobody());
    }

    function testCreations() external {
        check(new Creations());
    }

    function testCreationsWithSalt() external {
        check(new CreationsWithSalt());
    }

    function testCreationsThatFail() external {
        check(new CreationsThatFail());
    }

    function testCreationThenSize() external {
        check(new CreationThenSize());
    }

    function testCreatedAndDestroyed() external {
        check(new CreatedAndDestroyed());
    }

    function testDeploymentsOfTwo() external {
        check(new DeploymentsOfTwo());
    }

    function testDeploymentsOfOne() external {
        check(new DeploymentsOfOne());
    }
}
