// SPDX-License-Identifier: MIT
pragma solidity ^0.8.29;

/// Storage of a diamond (EIP-2535): all facets find it by the hash of a text.
library Market {
    struct Layout {
        mapping(uint256 => uint256) bids;
        uint256 total;
        uint64 rounds;
        bool open;
    }

    bytes32 internal constant POSITION = keccak256("diamond.storage.market");

    function layout() internal pure returns (Layout storage l) {
        bytes32 position = POSITION;
        assembly {
            l.slot := position
        }
    }
}

contract Diamond {
    mapping(bytes4 => address) private facets;

    function cut(bytes4 selector, address facet) external {
        facets[selector] = facet; // both:cut
    }

    fallback() external payable {
        address facet = facets[msg.sig]; // read:facets
        require(facet != address(0), "no facet");
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), facet, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}

contract BidFacet {
    function bid(uint256 id, uint256 value) external {
        Market.Layout storage l = Market.layout();
        l.bids[id] += value; // both:bids
        l.total += value; // both:total
    }
}

contract RoundFacet {
    function next() external {
        Market.layout().rounds += 1; // both:rounds
    }

    function count() external {
        Market.layout().total += 1; // both:count
    }

    function toggle() external {
        Market.Layout storage l = Market.layout();
        l.open = !l.open; // both:open
    }
}

/// Balances as Solady keeps them: at the hash of an address and a seed, in assembly.
contract Seeded {
    function credit(address to, uint256 amount) external {
        assembly { // both:inCredit
            mstore(0x0c, 0x87a211a2)
            mstore(0x00, to)
            let slot := keccak256(0x0c, 0x20)
            sstore(slot, add(sload(slot), amount)) // both:seeded
        }
    }
}

/// Positions by the hash of what makes them up, as in Uniswap V3.
contract Positions {
    struct Info {
        uint128 liquidity;
        uint128 fees;
    }

    mapping(bytes32 => Info) private positions;

    function add(int24 lower, int24 upper, uint128 amount) external {
        Info storage info = positions[keccak256(abi.encodePacked(msg.sender, lower, upper))];
        info.liquidity += amount; // both:liquidity
    }

    function addFor(address owner, int24 lower, int24 upper, uint128 amount) external {
        Info storage info = positions[keccak256(abi.encodePacked(owner, lower, upper))];
        info.fees += amount; // both:fees
    }
}

/// Checkpoints as in OpenZeppelin's: found in the list by assembly.
contract Votes {
    struct Checkpoint {
        uint48 key;
        uint208 value;
    }

    struct Trace {
        Checkpoint[] checkpoints;
    }

    mapping(address => Trace) private delegated;

    function move(address to, uint208 amount) external { // both:inMove
        Trace storage trace = delegated[to];
        uint256 length = trace.checkpoints.length; // read:traceLength
        if (length == 0) {
            trace.checkpoints.push(Checkpoint(uint48(block.number), amount)); // both:tracePush
            return;
        }
        Checkpoint storage last = at(trace.checkpoints, length - 1);
        last.value += amount; // both:checkpoint
    }

    function at(Checkpoint[] storage list, uint256 index) private pure returns (Checkpoint storage result) {
        assembly {
            mstore(0, list.slot)
            result.slot := add(keccak256(0, 0x20), index)
        }
    }
}

/// A bitmap as in OpenZeppelin's BitMaps.
contract Claims {
    struct BitMap {
        mapping(uint256 => uint256) data;
    }

    BitMap private claimed;

    function claim(uint256 index) external {
        uint256 bucket = index >> 8;
        uint256 mask = 1 << (index & 0xff);
        require(claimed.data[bucket] & mask == 0, "claimed"); // read:claimed
        claimed.data[bucket] |= mask; // write:claimed
    }
}

/// As ERC721A counts: balance and mints of an owner in one word.
contract Batched {
    uint256 private nextId = 1;
    mapping(address => uint256) private packed;
    mapping(uint256 => uint256) private owners;

    function mint(uint256 quantity) external {
        uint256 start = nextId; // read:nextId
        unchecked {
            packed[msg.sender] += quantity * ((1 << 64) | 1); // both:packedData
            owners[start] = uint256(uint160(msg.sender)); // both:packedOwner
            nextId = start + quantity; // write:nextId
        }
    }

    function give(address to, uint256 quantity) external {
        unchecked {
            packed[to] += quantity * ((1 << 64) | 1); // both:packedGift
        }
    }
}

contract Nests {
    struct Leg {
        uint128 bought;
        uint128 sold;
    }

    struct Book {
        Leg[] legs;
        mapping(address => Leg[3]) ofUser;
    }

    struct Row {
        uint64[4] cells;
        bytes name;
    }

    mapping(uint256 => Book) private books;
    Row[] private rows;
    uint8[3][2] private grid;
    bool[] private flags;
    bytes private log;

    constructor() {
        for (uint256 i = 0; i < 3; i++) {
            books[1].legs.push(Leg(1, 1));
            rows.push();
            flags.push(false);
        }
    }

    function buy(uint256 leg) external {
        books[1].legs[leg].bought += 1; // both:bought
    }

    function sell(uint256 leg) external {
        books[1].legs[leg].sold += 1; // both:sold
    }

    function user(address who, uint256 leg) external {
        change(books[1].ofUser, who, leg);
    }

    function change(mapping(address => Leg[3]) storage legs, address who, uint256 leg) private {
        legs[who][leg].sold += 1; // both:ofUser
    }

    function cell(uint256 row, uint256 index) external {
        rows[row].cells[index] += 1; // both:cells
    }

    function paint(uint256 y, uint256 x) external {
        grid[y][x] += 1; // both:grid
    }

    function raise(uint256 index) external {
        flags[index] = true; // both:flag
    }

    function note(bytes1 letter) external {
        log.push(letter); // both:note
    }
}

/// A contract whose variables do not begin at slot 0.
contract Placed layout at 0x1000 {
    uint256 private first;
    mapping(string name => uint256 count) private named;
    mapping(bytes => uint256) private byBytes;

    function up() external {
        first += 1; // both:placed
    }

    function upNamed(string calldata name) external {
        named[name] += 1; // both:placedName
    }

    function upBytes(bytes calldata key) external {
        byBytes[key] += 1; // both:placedBytes
    }
}

/// Members of a word by hand, as gas savers write them.
contract ByHand {
    uint96 private left;
    address private owner;
    uint32 private small;
    uint32 private other;

    function setOther(uint32 value) external {
        assembly { // both:inSetOther
            let word := sload(other.slot) // read:other
            let shift := mul(other.offset, 8)
            sstore(other.slot, or(and(word, not(shl(shift, 0xffffffff))), shl(shift, value))) // write:other
        }
    }

    function own() external {
        owner = msg.sender; // both:owner
    }

    function give(uint96 value) external {
        left += value; // both:left
    }
}

/// Counts in transient storage only.
contract Fleeting {
    uint256 private transient depth;
    uint256 private kept;

    function act() external {
        depth += 1;
        if (depth < 3) this.act();
    }

    function keep() external {
        depth += 1;
        kept += depth; // both:kept
    }
}

/// As OpenZeppelin's upgradeable contracts since 5.0.
contract Upgradeable {
    /// @custom:storage-location erc7201:patterns.storage.Vault
    struct VaultStorage {
        uint256 assets;
        mapping(address => uint256) shares;
    }

    // keccak256(abi.encode(uint256(keccak256("patterns.storage.Vault")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LOCATION = 0xb8db42cb6bf71e28c6969c0a9045ad48eaeda27f1d619504a12fc45ea1582e00;

    function vault() private pure returns (VaultStorage storage $) {
        assembly {
            $.slot := LOCATION
        }
    }

    function deposit(uint256 value) external {
        VaultStorage storage $ = vault();
        $.assets += value; // both:assets
        $.shares[msg.sender] += value; // both:shares
    }
}
