// SPDX-License-Identifier: MIT
pragma solidity >=0.8.8;

type Id is uint64;

enum Side {
    Buy,
    Sell
}

struct Point {
    int128 x;
    int128 y;
}

struct Order {
    address maker;
    uint96 amount;
    uint256 filled;
    Side side;
    bool open;
    string note;
    mapping(address => uint256) fills;
    uint256[] history;
}

struct Box {
    uint8 tag;
    Point low;
    Point[2] corners;
    uint256 weight;
    uint8 end;
}

struct Node {
    uint256 value;
    mapping(uint256 => Node) next;
}

interface Thing {}

contract Base {
    uint256 private secret; // slot 0
    address public owner; // slot 1, bytes 0 to 19
    bool public paused; // slot 1, byte 20
}

contract Other {
    uint256 private secret; // slot 2
}

contract Zoo is Base, Other {
    uint256 public constant LIMIT = 100;
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    uint256 public immutable born;

    uint112 reserve0; // slot 3
    uint112 reserve1;
    uint32 updated;
    mapping(address => uint256) balances; // slot 4
    mapping(address => mapping(address => uint256)) allowances; // slot 5
    uint256[] list; // slot 6
    uint16[] small; // slot 7
    uint256[3] fixedWide; // slots 8 to 10
    uint64[5] fixedSmall; // slots 11 and 12
    Order single; // slots 13 to 18
    mapping(uint256 => Order) orders; // slot 19
    Point[] points; // slot 20
    Box box; // slots 21 to 26
    string title; // slot 27
    bytes data; // slot 28
    mapping(string => uint256) byText; // slot 29
    mapping(bytes => uint256) byData; // slot 30
    mapping(int8 => uint256) byInt; // slot 31
    mapping(bool => uint256) byBool; // slot 32
    mapping(bytes32 => uint256) byWord; // slot 33
    mapping(bytes4 => uint256) byFour; // slot 34
    mapping(Side => uint256) bySide; // slot 35
    mapping(Thing => uint256) byContract; // slot 36
    mapping(Id => uint256) byId; // slot 37
    mapping(address => uint256[]) lists; // slot 38
    uint256[][] matrix; // slot 39
    mapping(address => Point[2]) pairs; // slot 40
    mapping(bytes32 => mapping(address => bool)) roles; // slot 41
    function(uint256) external callback; // slot 42, bytes 0 to 23
    function(uint256) internal hook; // slot 42, bytes 24 to 31
    Node tree; // slots 43 and 44
    Id id; // slot 45, bytes 0 to 7
    Thing thing; // slot 45, bytes 8 to 27
    mapping(uint256 => string) notes; // slot 46
    bytes5[7] codes; // slots 47 and 48

    /// @custom:storage-location erc7201:zoo.storage.Main
    struct ZooStorage {
        uint64 nonce;
        address admin;
        mapping(address => uint256) votes;
    }

    bytes32 private constant DIAMOND_POSITION = keccak256("zoo.diamond.storage");
    bytes32 internal constant IMPLEMENTATION_SLOT = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    struct DiamondStorage {
        uint256 count;
        mapping(bytes4 => address) facets;
    }

    function diamondStorage() internal pure returns (DiamondStorage storage ds) {
        bytes32 position = DIAMOND_POSITION;
        assembly {
            ds.slot := position
        }
    }

    constructor() {
        born = block.timestamp;
    }

    receive() external payable {}

    function transfer(address to, uint256 amount) external {
        balances[msg.sender] -= amount;
        balances[to] += amount;
        diamondStorage().count++;
    }

    function put(uint256 value) external {
        list.push(value);
    }

    function put(uint256 at, uint256 value) external {
        list[at] = value + born;
    }

    function grant(address to) external {
        roles[MINTER_ROLE][to] = true;
        byWord[bytes32(uint256(5))] = 1;
    }
}
