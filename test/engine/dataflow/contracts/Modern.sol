// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// What only compilers from 0.8 on can say.
contract Modern {
    struct Account { uint64 spent; int64 owed; uint128 seen; }

    uint256 total;
    uint64 small;
    Account account;
    uint256 last;
    mapping(address => uint256) packedBalances;

    function uncheckedCredit(uint256 amount) external { unchecked { total += amount; } }
    function uncheckedDebit(uint256 amount) external { unchecked { total -= amount; } }
    function uncheckedSmall(uint64 amount) external { unchecked { small += amount; } }
    function uncheckedSmallDebit(uint64 amount) external { unchecked { small -= amount; } }
    function checkedDebit(uint256 amount) external { total -= amount; }
    function increment() external { total++; }
    function incrementSmall() external { small++; }
    function decrement() external { total--; }
    function spend(uint64 amount) external { account.spent += amount; }
    function owe(int64 amount) external { account.owed += amount; }
    function spendAndSee(uint64 amount) external { account.spent += amount; account.seen = uint128(block.number); }
    function spendOnce(uint64 amount) external { require(account.seen == 0); account.spent += amount; }
    function viaStruct(uint64 amount) external {
        Account memory copy = account;
        copy.spent += amount;
        account = copy;
    }
    function viaStorageReference(uint64 amount) external {
        Account storage pointer = account;
        pointer.spent += amount;
        pointer.spent += amount;
    }
    /// ERC721A keeps two counters in a word, and adds to both at once.
    function mintPacked(uint256 quantity) external {
        unchecked { packedBalances[msg.sender] += quantity * ((1 << 64) | 1); }
    }
    function assembled(uint256 amount) external { assembly { sstore(total.slot, add(sload(total.slot), amount)) } }
    function byteOfIt() external { total += 1; assembly { if byte(31, sload(total.slot)) { sstore(last.slot, 1) } } }
    function cappedByType(uint256 amount) external {
        require(amount <= type(uint256).max - total, "overflow");
        total += amount;
    }
    function transientlyKept() external { total += 1; assembly { tstore(0, sload(total.slot)) } }
    function priced() external { total += 1; require(gasleft() > 0); }
    function powered() external { total += 1; last = 2 ** total; }
    function set(uint256 amount) external {
        total = amount; small = uint64(amount); packedBalances[msg.sender] = amount;
        account = Account(uint64(amount), int64(uint64(amount)), 0);
    }
}

contract Token is ERC20("Token", "TOK") {
    constructor() { _mint(msg.sender, 10 ** 24); }

    function mint(address to, uint256 amount) external { _mint(to, amount); }
}

/// Synthetix' StakingRewards: whoever stakes settles what the time before has earned.
contract Staking {
    uint256 rewardRate = 7;
    uint256 lastUpdate;
    uint256 rewardPerToken;
    uint256 totalStaked;
    mapping(address => uint256) paid;
    mapping(address => uint256) rewards;
    mapping(address => uint256) staked;

    modifier updateReward(address user) {
        rewardPerToken = _rewardPerToken();
        lastUpdate = block.timestamp;
        rewards[user] += (staked[user] * (rewardPerToken - paid[user])) / 1e18;
        paid[user] = rewardPerToken;
        _;
    }

    function stake(uint256 amount) external updateReward(msg.sender) {
        totalStaked += amount;
        staked[msg.sender] += amount;
    }

    /// The same without settling.
    function donate(uint256 amount) external { totalStaked += amount; }

    function _rewardPerToken() private view returns (uint256) {
        if (totalStaked == 0) return rewardPerToken;
        return rewardPerToken + ((block.timestamp - lastUpdate) * rewardRate * 1e18) / totalStaked;
    }
}

contract TokenProxy is ERC1967Proxy {
    constructor(address token) ERC1967Proxy(token, abi.encodeCall(Token.mint, (msg.sender, 1000))) {}
}
