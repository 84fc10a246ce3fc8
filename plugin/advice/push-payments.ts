import { areMost } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const pushPayments: Remedy = {
  id: "push-payments",
  title: "Payments pushed to others",
  advice: "Keep what comes in, and let the payees fetch their parts.",
  cause:
    "A call passes ether on to others as it comes in. To send, the contract's own balance is looked at, and what does not divide evenly stays in it, so each payment changes what the next one reads. If a payee is a contract, its code and its storage become part of every payment too.",
  recognisedBy:
    "The ether balance of a contract that changes in calls which bring ether in and, in the same transaction, send ether to an account other than the sender.",
  recognise({ kind, waits, writers, payments }) {
    if (kind !== "balance" || waits === 0) return undefined;
    return areMost(payments.arrived, writers) && areMost(payments.toOthers, writers) ? "high" : undefined;
  },
  before: `
function pay() external payable {
    uint256 share = msg.value / 3;
    for (uint256 i = 0; i < 3; i++) Address.sendValue(partners[i], share);
}`,
  after: `
function pay() external payable {}

function release(uint256 partner) external {
    address payable account = partners[partner];
    uint256 received = address(this).balance + totalReleased;
    uint256 due = received / 3 - releasedTo[account];
    releasedTo[account] += due;
    totalReleased += due;
    Address.sendValue(account, due);
}`,
  effect:
    "A payment only adds to the contract's balance. Receiving ether looks at nothing, so any number of payments run at once, and each costs less gas. Fetching is rare, and waits for the payments before it.",
  tradeOff:
    "A payee has to send a transaction to get its part. In return no payee can make a payment fail or run out of gas, which is why the Solidity documentation advises it as well. For a token the balance of the contract is a slot that each payment reads and writes: there, see hot-treasury.",
  links: [
    {
      title: "Solidity documentation: withdrawal from contracts",
      url: "https://docs.soliditylang.org/en/latest/common-patterns.html#withdrawal-from-contracts",
    },
    {
      title: "OpenZeppelin Contracts 4.x: PaymentSplitter",
      url: "https://docs.openzeppelin.com/contracts/4.x/api/finance#PaymentSplitter",
    },
  ],
};
