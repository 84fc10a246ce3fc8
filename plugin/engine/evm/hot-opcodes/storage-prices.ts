import { type Common, Hardfork } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import type { SlotKey } from "../../state/types.ts";
import type { WarmSet } from "../warm-set.ts";
import type { Frame } from "./frame.ts";

/** Values of a slot, as the price of storing another one depends on them. */
export interface StoredValues {
  /** From before the transaction. */
  readonly original: bigint;
  readonly current: bigint;
  /** To be stored. */
  readonly value: bigint;
}

/**
 * What SSTORE costs besides its base fee. Enters the refund, and warms the slot.
 *
 * @throws EVMError where the rules demand more gas than there is.
 */
export type StorePrice = (frame: Frame, slot: SlotKey, values: StoredValues) => number;

/** The rules changed with every hardfork from Constantinople to Berlin. */
export function storePrice(common: Common, warm: WarmSet): StorePrice {
  if (common.isActivatedEIP(2929)) return warmingPrice(common, warm);
  if (common.gteHardfork(Hardfork.Istanbul)) return netPrice(common);
  // Petersburg took it back at once.
  return common.hardfork() === Hardfork.Constantinople ? firstNetPrice(common) : plainPrice(common);
}

/** Of each store by itself, as it was from the beginning (Yellow Paper, appendix H). */
function plainPrice(common: Common): StorePrice {
  const [set, reset] = [Number(common.param("sstoreSetGas")), Number(common.param("sstoreResetGas"))];
  const refund = common.param("sstoreRefundGas");
  return ({ runState }, _, { current, value }) => {
    if (current === 0n) return value === 0n ? reset : set;
    if (value === 0n) runState.interpreter.refundGas(refund);
    return reset;
  };
}

interface NetRules {
  readonly noop: number;
  readonly init: number;
  readonly clean: number;
  readonly dirty: number;
  readonly clearRefund: bigint;
  readonly initRefund: bigint;
  readonly cleanRefund: bigint;
}

/** EIP-1283. */
function firstNetPrice(common: Common): StorePrice {
  const rules: NetRules = {
    noop: Number(common.param("netSstoreNoopGas")),
    init: Number(common.param("netSstoreInitGas")),
    clean: Number(common.param("netSstoreCleanGas")),
    dirty: Number(common.param("netSstoreDirtyGas")),
    clearRefund: common.param("netSstoreClearRefundGas"),
    initRefund: common.param("netSstoreResetClearRefundGas"),
    cleanRefund: common.param("netSstoreResetRefundGas"),
  };
  return (frame, _, values) => netOf(frame, values, rules);
}

function rulesOfIstanbul(common: Common): NetRules {
  return {
    noop: Number(common.param("sstoreNoopEIP2200Gas")),
    init: Number(common.param("sstoreInitEIP2200Gas")),
    clean: Number(common.param("sstoreCleanEIP2200Gas")),
    dirty: Number(common.param("sstoreDirtyEIP2200Gas")),
    clearRefund: common.param("sstoreClearRefundEIP2200Gas"),
    initRefund: common.param("sstoreInitRefundEIP2200Gas"),
    cleanRefund: common.param("sstoreCleanRefundEIP2200Gas"),
  };
}

/** EIP-2200. */
function netPrice(common: Common): StorePrice {
  const rules = rulesOfIstanbul(common);
  const sentry = Number(common.param("sstoreSentryEIP2200Gas"));
  return (frame, _, values) => {
    demand(frame, sentry);
    return netOf(frame, values, rules);
  };
}

/** EIP-2929, on top of EIP-2200. */
function warmingPrice(common: Common, warm: WarmSet): StorePrice {
  const rules = rulesOfIstanbul(common);
  const sentry = Number(common.param("sstoreSentryEIP2200Gas"));
  const coldRead = common.param("coldsloadGas");
  const warmRead = common.param("warmstoragereadGas");
  const rulesWhenWarm: NetRules = {
    ...rules,
    noop: Number(warmRead),
    initRefund: common.param("sstoreInitEIP2200Gas") - warmRead,
    cleanRefund: common.param("sstoreResetGas") - coldRead - warmRead,
  };
  const added = Number(coldRead);
  return (frame, slot, values) => {
    demand(frame, sentry);
    const price = netOf(frame, values, warm.isWarm(frame.address, slot) ? rulesWhenWarm : rules);
    return warm.warmUp(frame.address, slot) ? price : price + added;
  };
}

function demand(frame: Frame, sentry: number): void {
  if (frame.gas <= sentry) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
}

/** Of what is stored in the end: storing a value again and again, or putting one back, costs little. */
function netOf({ runState }: Frame, { original, current, value }: StoredValues, rules: NetRules): number {
  const { interpreter } = runState;
  if (current === value) return rules.noop;
  if (original === current) {
    if (original === 0n) return rules.init;
    if (value === 0n) interpreter.refundGas(rules.clearRefund);
    return rules.clean;
  }
  if (original !== 0n) {
    if (current === 0n) interpreter.subRefund(rules.clearRefund);
    else if (value === 0n) interpreter.refundGas(rules.clearRefund);
  }
  if (original === value) interpreter.refundGas(original === 0n ? rules.initRefund : rules.cleanRefund);
  return rules.dirty;
}
