// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// One ticket for each guest, who is told of it. The guard is a storage slot.
contract Tickets is ERC721("Tickets", "TICKET"), ReentrancyGuard {
    function claim() external nonReentrant {
        _safeMint(msg.sender, uint160(msg.sender));
    }
}

/// The guard is transient: it is gone at the end of the transaction.
contract TransientTickets is ERC721("Tickets", "TICKET"), ReentrancyGuardTransient {
    function claim() external nonReentrant {
        _safeMint(msg.sender, uint160(msg.sender));
    }
}
