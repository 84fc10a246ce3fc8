// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Packed {
    uint128 private a;
    uint64 private b;
    bool private untouched;

    function setA(uint128 to) external {
        a = to; // both:packedA
    }

    function setB(uint64 to) external {
        b = to; // both:packedB
    }

    function addA(uint128 amount) external {
        a += amount; // both:packedAddA
    }

    function addB(uint64 amount) external {
        b += amount; // both:packedAddB
    }
}

contract Orders {
    struct Order {
        address owner;
        uint96 price;
        uint256 filled;
        bytes32[] notes;
    }

    mapping(uint256 => Order) private orders;

    function fill(uint256 id, uint256 amount) external {
        orders[id].filled += amount; // both:fill
    }

    function reprice(uint256 id, uint96 to) external {
        orders[id].price = to; // both:reprice
    }

    function note(uint256 id, bytes32 text) external {
        orders[id].notes.push(text); // both:note
    }
}

contract Whole {
    struct Point {
        uint256 x;
        uint256 y;
    }

    Point private point;

    function move(uint256 x, uint256 y) external {
        point = Point(x, y); // write:move
    }

    function shift(uint256 dx) external {
        point.x += dx; // both:shift
    }
}

contract Allowances {
    mapping(address => mapping(address => uint256)) private allowance;

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount; // write:approve
    }

    function spend(address owner, address spender, uint256 amount) external {
        allowance[owner][spender] -= amount; // both:spend
    }
}

contract Arrays {
    uint256[4] private cells;
    uint64[8] private small;
    uint256[] private items;
    uint256[3][] private rows;
    mapping(address => uint256[]) private lists;

    function addCell(uint256 at, uint256 amount) external {
        cells[at] += amount; // both:cell
    }

    function addSmall(uint256 at, uint64 amount) external {
        small[at] += amount; // both:small
    }

    function push(uint256 item) external {
        items.push(item); // both:push
    }

    function pop() external {
        items.pop(); // both:pop
    }

    function list(address of_, uint256 item) external {
        lists[of_].push(item); // both:list
    }

    function pushRow() external {
        rows.push();
    }

    function addRow(uint256 row, uint256 column) external {
        rows[row][column] += 1; // both:row
    }
}

contract Books {
    struct Book {
        uint128 price;
        uint64 stock;
        uint64 sold;
    }

    mapping(uint256 => Book) private books;

    function price(uint256 id, uint128 to) external {
        books[id].price = to; // both:bookPrice
    }

    function stock(uint256 id, uint64 to) external {
        books[id].stock = to; // both:bookStock
    }
}

contract Texts {
    string private title;
    bytes private data;

    function setTitle(string calldata to) external {
        title = to; // both:title
    }

    function setData(bytes calldata to) external {
        data = to; // both:data
    }
}

type Id is uint64;

contract Keys {
    enum Kind {
        Bronze,
        Silver,
        Gold
    }

    bytes32 private constant MINTER = keccak256("MINTER");

    mapping(Kind => uint256) private byKind;
    mapping(Id => uint256) private byId;
    mapping(bool => uint256) private byFlag;
    mapping(int256 => uint256) private byNumber;
    mapping(string => uint256) private byText;
    mapping(bytes32 => uint256) private byRole;
    Kind private best;
    Id private last;

    function count(Kind kind) external {
        byKind[kind] += 1; // both:byKind
    }

    function countId(Id id) external {
        byId[id] += 1; // both:byId
    }

    function countFlag(bool flag) external {
        byFlag[flag] += 1; // both:byFlag
    }

    function countNumber(int256 number) external {
        byNumber[number] += 1; // both:byNumber
    }

    function countText(string calldata text) external {
        byText[text] += 1; // both:byText
    }

    function countMinter() external {
        byRole[MINTER] += 1; // both:byRole
    }

    function raise(Kind to) external {
        require(to > best, "lower"); // read:best
        best = to; // write:best
    }

    function remember(Id id) external {
        last = id; // both:last
    }
}

contract Spaced {
    /// @custom:storage-location erc7201:example.main
    struct Main {
        uint256 total;
        mapping(address => uint256) marks;
    }

    bytes32 private constant MAIN = 0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500;

    function main() private pure returns (Main storage $) {
        assembly {
            $.slot := MAIN
        }
    }

    function add(uint256 amount) external {
        main().total += amount; // both:space
    }

    function mark(address who) external {
        main().marks[who] += 1; // both:mark
    }
}

contract Parent {
    uint256 private count;
    uint256 internal shared;

    function upParent() public {
        count += 1; // both:parent
    }
}

contract Child is Parent {
    uint256 private count;

    function upChild() external {
        count += 1; // both:child
    }

    function upShared() external {
        shared += 1; // both:shared
    }
}

contract Top {
    uint256 internal top;

    function bump() public virtual {
        top += 1; // both:top
    }
}

contract Left is Top {
    uint256 internal left;

    function bump() public virtual override {
        left += 1; // both:left
        super.bump();
    }
}

contract Right is Top {
    uint256 internal right;

    function bump() public virtual override {
        right += 1; // both:right
        super.bump();
    }
}

contract Bottom is Left, Right {
    function bump() public override(Left, Right) {
        super.bump();
    }
}
