// SPDX-License-Identifier: MIT
pragma solidity >=0.5.0;

/// What contracts do to a number in storage, one way each. Compiled by every compiler of the tests.
contract Ledger {
    struct Packed { uint128 low; uint64 middle; uint64 high; }

    uint256 total;
    mapping(address => uint256) balances;
    Packed packed;
    int128 signedSum;
    uint256 last;
    uint256 cap = 10 ** 30;
    uint256[] list;
    int256 wide;
    uint256 safe;
    bool once;

    event Amount(uint256 amount);

    function credit(uint256 amount) external { balances[msg.sender] += amount; emit Amount(amount); }
    function count() external { total++; }
    function countTwice() external { total += 1; balances[msg.sender] += 2; total += 3; }
    function countInLoop(uint256 times) external { for (uint256 i = 0; i < times; i++) total += i; }
    function addThrice(uint256 amount) external { _add(amount); _add(amount * 2); _add(1); }
    function addLow(uint128 amount) external { packed.low += amount; }
    function addMiddle(uint64 amount) external { packed.middle += amount; }
    function addHigh(uint64 amount) external { packed.high += amount; }
    function addAll(uint64 amount) external { packed.low += amount; packed.middle += amount; packed.high += amount; }
    function addSigned(int128 amount) external { signedSum += amount; }
    function addWide(int256 amount) external { wide += amount; }
    function throughMemory(uint256 amount) external {
        uint256[] memory box = new uint256[](3);
        box[1] = total;
        box[1] = box[1] + amount;
        total = box[1];
    }
    function addToOther(uint256 amount) external { total += last + amount; }

    function debit(uint256 amount) external {
        require(balances[msg.sender] >= amount, "low");
        balances[msg.sender] -= amount;
    }
    function capped(uint256 amount) external { require(total + amount <= cap); total += amount; }
    function returned() external returns (uint256) { return ++total; }
    function logged() external { total += 1; emit Amount(total); }
    function branched() external { total += 1; if (total % 2 == 0) last = block.number; }
    function copied() external { total += 1; last = total; }
    function doubled() external { total *= 2; }
    function key() external { total += 1; balances[address(uint160(total))] = 1; }
    function hashed() external { total += 1; last = uint256(keccak256(abi.encode(total))); }
    function replaced(uint64 amount) external { packed.low += amount; packed.middle = amount; }
    function pushed(uint256 amount) external { list.push(amount); }
    function passedOn() external { total += 1; this.seen(total); }
    function seen(uint256) external {}
    /// OpenZeppelin's SafeMath, as it was before Solidity 0.8.
    function safeCredit(uint256 amount) external { safe = _safeAdd(safe, amount); }
    function safeCreditTurned(uint256 amount) external { safe = _safeAdd(amount, safe); }
    function safeDebit(uint256 amount) external { safe = _safeSub(safe, amount); }
    function incrementsBehindFlag() external { if (!once) total += 1; }
    function restored() external { uint256 before = total; total = before + 5; total = before; }
    function revertsInside() external {
        total += 1;
        (bool done, ) = address(this).call(abi.encodeWithSignature("addOrRevert(bool)", false));
        require(!done);
    }
    function addOrRevert(bool works) external { total += 100; this.seen(1); require(works); }
    function asserted() external { total += 1; assert(total != 77); }

    function set(uint256 amount) external {
        total = amount; last = amount; safe = amount; balances[msg.sender] = amount;
        packed = Packed(uint128(amount), uint64(amount), uint64(amount));
        signedSum = int128(int256(amount)); wide = int256(amount);
    }
    function _safeAdd(uint256 a, uint256 b) private pure returns (uint256) {
        uint256 c = a + b;
        require(c >= a, "SafeMath: addition overflow");
        return c;
    }
    function _safeSub(uint256 a, uint256 b) private pure returns (uint256) {
        require(b <= a, "SafeMath: subtraction overflow");
        return a - b;
    }
    function _add(uint256 amount) private returns (bool) { total = total + amount; return true; }
}
