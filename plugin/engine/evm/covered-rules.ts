import type { Common } from "@ethereumjs/common";

/**
 * EIPs that change how messages, opcodes or the journal work, and that our own are not written for: the object format
 * (3540), witnesses (6800, 7864), access lists of blocks (7928), and with them the rest of Amsterdam's gas rules.
 */
const NOT_COVERED = [3540, 6800, 7864, 7928, 8024, 8037, 8038];

/** Whether our own interpreter, operations and journal know all rules; elsewhere those of `@ethereumjs` do the work. */
export function coversRules(common: Common): boolean {
  return !NOT_COVERED.some((eip) => common.isActivatedEIP(eip));
}
