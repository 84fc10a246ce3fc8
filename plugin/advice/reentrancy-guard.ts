import type { Remedy } from "./remedy.ts";

const LOCK = /lock|entered|reentran|mutex|guard/i;

export const reentrancyGuard: Remedy = {
  id: "reentrancy-guard",
  title: "Reentrancy guard in storage",
  advice: "Nothing to mend here; a transient guard costs less.",
  cause:
    "A guard in storage is set at the start of a call and restored at its end. The value after the transaction is the one before it, so there is no net write, and engines that compare values (this one, and all that look at state differences) let calls run at once. Engines that take each SSTORE for a write, or lock what a transaction stores to, run all guarded calls of the contract one by one.",
  recognisedBy:
    "One number or flag by itself, declared in ReentrancyGuard or called like a lock, that transactions read, store to and restore, so that no transaction but a deployment changes it.",
  recognise({ kind, members, writers, readers, restorers }) {
    const [member] = members;
    // The constructors of contracts that a test deploys write it.
    if (kind !== "slot" || member === undefined || restorers < 2 || writers * 4 > restorers) return undefined;
    const { name, shape, declaredIn = "" } = member;
    if (shape !== undefined || name.includes("[*]")) return undefined;
    if (/^ReentrancyGuard/.test(declaredIn)) return "high";
    // A value that is stored once more as it was looks the same: the name decides.
    return LOCK.test(name) && restorers >= readers ? "high" : undefined;
  },
  before: `
contract Tickets is ERC721("Tickets", "TICKET"), ReentrancyGuard {
    function claim() external nonReentrant {
        _safeMint(msg.sender, uint160(msg.sender));
    }
}`,
  after: `
contract TransientTickets is ERC721("Tickets", "TICKET"), ReentrancyGuardTransient {
    function claim() external nonReentrant {
        _safeMint(msg.sender, uint160(msg.sender));
    }
}`,
  effect:
    "No slot is shared any more, under any notion of a write, and each call saves the gas of a cold storage slot. Where values are compared, nothing changes: there was no conflict before.",
  tradeOff:
    "It needs a chain with EIP-1153 (Ethereum since Cancun) and Solidity 0.8.24. Transient storage is cleared at the end of the transaction, not of the call: a guard that a call forgets to clear blocks later calls of the same transaction. OpenZeppelin's clears it.",
  links: [
    { title: "EIP-1153: Transient storage opcodes", url: "https://eips.ethereum.org/EIPS/eip-1153" },
    {
      title: "OpenZeppelin Contracts: ReentrancyGuardTransient",
      url: "https://docs.openzeppelin.com/contracts/5.x/api/utils#ReentrancyGuardTransient",
    },
    { title: "EIP-2200: what storing and restoring costs", url: "https://eips.ethereum.org/EIPS/eip-2200" },
  ],
};
