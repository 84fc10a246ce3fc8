// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestToken} from "hardhat-parallel-examples-common/TestToken.sol";
import {EpochVault} from "../contracts/EpochVault.sol";

interface Vm {
    function warp(uint256 timestamp) external;
}

/// Somebody else who saves.
contract Saver {
    EpochVault private immutable _vault;

    constructor(TestToken token, EpochVault vault) {
        _vault = vault;
        token.approve(address(vault), type(uint256).max);
    }

    function deposit(uint256 assets) external {
        _vault.deposit(assets);
    }

    function redeemAll() external {
        _vault.redeem(_vault.sharesOf(address(this)));
    }
}

/// What must hold for all amounts, tried with random ones. (Solidity tests run in Hardhat's own runner: they are not
/// part of the report.)
contract EpochVaultTest {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant MOST = 1e30;

    TestToken private _token;
    EpochVault private _vault;
    Saver private _first;
    Saver private _second;
    uint256 private _now = 1_800_000_000;

    function setUp() public {
        VM.warp(_now);
        _token = new TestToken("Dollar", "USD");
        _vault = new EpochVault(_token);
        _first = new Saver(_token, _vault);
        _second = new Saver(_token, _vault);
        _token.approve(address(_vault), type(uint256).max);
    }

    function testFuzz_NeverPaysMoreThanItHas(uint256 first, uint256 second, uint256 earnings) public {
        (first, second, earnings) = (first % MOST, second % MOST, earnings % MOST);
        _deposit(_first, first);
        _closeEpoch();
        _deposit(_second, second);
        _earn(earnings);
        _closeEpoch();

        _first.redeemAll();
        _second.redeemAll();

        uint256 paid = _token.balanceOf(address(_first)) + _token.balanceOf(address(_second));
        require(paid <= first + second + earnings, "more than was paid in");
    }

    function testFuzz_GivesNobodyWhoJoinsEarningsOfTheSameEpoch(uint256 first, uint256 second, uint256 earnings) public {
        (first, second, earnings) = (first % MOST, second % MOST, earnings % MOST);
        _deposit(_first, first);
        _closeEpoch();
        _earn(earnings);
        _deposit(_second, second);
        _closeEpoch();

        _second.redeemAll();

        require(_token.balanceOf(address(_second)) <= second, "took part in earnings from before");
    }

    /// The first saver makes a gift, so that a share gets dear and the shares of the next one are rounded down.
    function testFuzz_MakesInflationDear(uint256 second, uint256 gift) public {
        (second, gift) = (1e12 + second % MOST, gift % MOST);
        _deposit(_first, 1);
        _deposit(_second, second);
        _earn(gift);
        _closeEpoch();

        _first.redeemAll();
        _second.redeemAll();

        uint256 lost = second - _min(second, _token.balanceOf(address(_second)));
        uint256 won = _token.balanceOf(address(_first));
        require(won <= 1 + gift, "the gift came back with more");
        require(lost <= second / 1e6 + gift / 1e6 + 1, "the gift cost others more than a millionth of it");
    }

    function _deposit(Saver saver, uint256 assets) private {
        _token.mint(address(saver), assets);
        saver.deposit(assets);
    }

    function _earn(uint256 assets) private {
        _token.mint(address(this), assets);
        _vault.addEarnings(assets);
    }

    function _closeEpoch() private {
        _now += 1 days;
        VM.warp(_now);
        _vault.closeEpoch();
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
