// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";

contract Collectible is ERC721Enumerable {
    uint256 public next;

    constructor() ERC721("Collectible", "CLT") {}

    function mint(address to) external returns (uint256 id) {
        id = next++;
        _safeMint(to, id);
    }
}

/// Sells one collectible to the highest bidder; those who were outbid fetch their ether.
contract Auction {
    event Bid(address indexed bidder, uint256 amount);
    event Ended(address winner, uint256 amount);

    error TooLow(uint256 offered, uint256 highest);
    error Over();
    error NotOver(uint256 ends);

    Collectible public immutable collectible;
    uint256 public immutable id;
    address public immutable seller;
    uint256 public immutable ends;
    address public bidder;
    uint256 public highest;
    bool public ended;
    mapping(address => uint256) public refunds;

    constructor(Collectible collectible_, uint256 id_, uint256 duration) {
        collectible = collectible_;
        id = id_;
        seller = msg.sender;
        ends = block.timestamp + duration;
    }

    function bid() external payable {
        if (block.timestamp >= ends) revert Over();
        if (msg.value <= highest) revert TooLow(msg.value, highest);
        require(msg.sender != seller, "sellers do not bid");
        if (bidder != address(0)) refunds[bidder] += highest;
        (bidder, highest) = (msg.sender, msg.value);
        emit Bid(msg.sender, msg.value);
    }

    function refund() external {
        uint256 amount = refunds[msg.sender];
        require(amount > 0, "nothing to refund");
        refunds[msg.sender] = 0;
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, "not paid");
    }

    function end() external {
        if (block.timestamp < ends) revert NotOver(ends);
        require(!ended, "ended");
        ended = true;
        if (bidder != address(0)) {
            collectible.transferFrom(seller, bidder, id);
            payable(seller).transfer(highest);
        }
        emit Ended(bidder, highest);
    }
}
