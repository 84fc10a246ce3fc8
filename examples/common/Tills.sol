// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {PARTS, partOf} from "./ShardedSum.sol";

/// An address that holds tokens for the contract that created it, and does nothing by itself.
contract Till {
    constructor(IERC20[] memory tokens) {
        for (uint256 i = 0; i < tokens.length; i++) {
            SafeERC20.forceApprove(tokens[i], msg.sender, type(uint256).max);
        }
    }
}

/// What a contract holds of a token, kept at 64 addresses instead of its own.
///
/// An ERC-20 has one balance for each address, so that everybody who pays a contract, or is paid by it, changes the
/// same one. With many tills, people use different balances: each the till that the account's address points to.
/// A payment that is more than that till holds takes the rest from the next ones.
///
/// For ordinary tokens: no fees on transfer, no balances that change by themselves, and an allowance of the greatest
/// number is not counted down (else it would be a conflict of its own, and run out after 2^256 - 1 units).
abstract contract Tills {
    using SafeERC20 for IERC20;

    address[PARTS] private _tills;

    error TillsTooLow(IERC20 token, uint256 missing);

    constructor(IERC20[] memory tokens) {
        for (uint256 i = 0; i < PARTS; i++) {
            _tills[i] = address(new Till(tokens));
        }
    }

    /// What all tills hold, whoever sent it. Reads 64 balances: not for what users call.
    function _tillsHold(IERC20 token) internal view returns (uint256 sum) {
        for (uint256 i = 0; i < PARTS; i++) {
            sum += token.balanceOf(_tills[i]);
        }
    }

    function _payIn(IERC20 token, address from, uint256 amount) internal virtual {
        token.safeTransferFrom(from, _tills[partOf(from)], amount);
    }

    /// Pays from the till of `account` first.
    function _payOut(IERC20 token, address account, address to, uint256 amount) internal virtual {
        uint256 home = partOf(account);
        for (uint256 i = 0; amount > 0; i++) {
            if (i == PARTS) revert TillsTooLow(token, amount);
            address till = _tills[(home + i) % PARTS];
            uint256 held = token.balanceOf(till);
            uint256 part = held < amount ? held : amount;
            if (part > 0) {
                token.safeTransferFrom(till, to, part);
                amount -= part;
            }
        }
    }

    /// Moves tokens of the contract's own address into the tills, into each what is said for it.
    function _fill(IERC20 token, uint256[PARTS] memory amounts) internal {
        for (uint256 i = 0; i < PARTS; i++) {
            if (amounts[i] > 0) token.safeTransfer(_tills[i], amounts[i]);
        }
    }

    /// Spreads what the tills hold evenly, so that payments find enough in the first till they look into.
    function _level(IERC20 token) internal {
        uint256[PARTS] memory held;
        uint256 sum;
        for (uint256 i = 0; i < PARTS; i++) {
            held[i] = token.balanceOf(_tills[i]);
            sum += held[i];
        }
        uint256 each = sum / PARTS;
        uint256 to = 0;
        for (uint256 from = 0; from < PARTS; from++) {
            while (held[from] > each) {
                while (to < PARTS && held[to] >= each) to++;
                // What cannot be divided by 64 stays where it is.
                if (to == PARTS) return;
                uint256 surplus = held[from] - each;
                uint256 lack = each - held[to];
                uint256 part = surplus < lack ? surplus : lack;
                token.safeTransferFrom(_tills[from], _tills[to], part);
                held[from] -= part;
                held[to] += part;
            }
        }
    }

    function _list(IERC20 token) internal pure returns (IERC20[] memory tokens) {
        tokens = new IERC20[](1);
        tokens[0] = token;
    }

    function _list(IERC20 a, IERC20 b) internal pure returns (IERC20[] memory tokens) {
        tokens = new IERC20[](2);
        (tokens[0], tokens[1]) = (a, b);
    }
}
