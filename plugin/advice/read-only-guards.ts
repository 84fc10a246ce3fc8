import type { MemberEvidence } from "./evidence.ts";
import type { Remedy } from "./remedy.ts";

const GUARDS = /^(Pausable|AccessControl|AccessManaged|Ownable)/;
const GUARD_NAMES =
  /paus|frozen|halted|stopped|owner\b|admin|\brole|hasRole|guardian|operator|(allow|block|white|black)list/i;

export const readOnlyGuards: Remedy = {
  id: "read-only-guards",
  title: "Pause flags, owners and roles",
  advice: "Leave it: calls only read it, and readers never wait.",
  cause:
    "Each call asks whether the contract is paused and whether the caller may do this. The flags are shared by all calls, but calls only read them. Only when an administrator changes one do the calls behind it wait, once, for that one transaction.",
  recognisedBy:
    "A flag, an address or a role that is declared in Pausable, AccessControl or Ownable, or is called so, which the calls read and only other functions, or none, write.",
  recognise({ kind, members, readers, readersOfOne, writers, restorers, readersAreOthers, waits }) {
    if (kind !== "slot" || members.length === 0 || readers < 2 || restorers > 0) return undefined;
    // What each reads alone, such as their own role, nobody fears.
    if (waits === 0 && readersOfOne < 2) return undefined;
    if (writers > 0 && (!readersAreOthers || writers * 4 > readers)) return undefined;
    if (!members.every(isFlag)) return undefined;
    return members.some(({ declaredIn }) => GUARDS.test(declaredIn ?? "")) ? "high" : "medium";
  },
  before: `
function submit(uint256 reading) external whenNotPaused onlyRole(STATION) {
    readingOf[msg.sender] = reading;
}`,
  after: `
function submit(uint256 reading) external {
    readingOf[msg.sender] = reading;
}`,
  headings: ["With guards", "Without guards, to compare"],
  effect: "None needed. Guarded calls run as parallel as unguarded ones; the guards cost the gas of two storage reads.",
  tradeOff:
    "A guard does make calls wait if each call writes it: a limit for each day that is counted down, the address of the last caller, a flag that calls set. Then it is a counter or a timestamp: see global-counter and last-action.",
  links: [
    {
      title: "OpenZeppelin Contracts: Pausable",
      url: "https://docs.openzeppelin.com/contracts/5.x/api/utils#Pausable",
    },
    {
      title: "OpenZeppelin Contracts: access control",
      url: "https://docs.openzeppelin.com/contracts/5.x/access-control",
    },
  ],
};

function isFlag({ name, type, declaredIn }: MemberEvidence): boolean {
  if (type !== "bool" && type !== "address" && type !== "bytes32") return false;
  return GUARDS.test(declaredIn ?? "") || GUARD_NAMES.test(name);
}
