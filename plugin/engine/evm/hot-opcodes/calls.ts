import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import { bytesToKey } from "../../state/keys.ts";
import type { TransactionState } from "../../state/transaction-state.ts";
import type { AddressKey } from "../../state/types.ts";
import type { WarmSet } from "../warm-set.ts";
import { type StockPrice, top } from "./frame.ts";
import { expansion, memoryPrices } from "./memory.ts";

/** What it costs to access an account, which is warm from then on (EIP-2929); nothing apart before Berlin. */
function accessPrice(common: Common, warm: WarmSet): (account: AddressKey) => number {
  if (!common.isActivatedEIP(2929)) return () => 0;
  const cold = Number(common.param("coldaccountaccessGas"));
  const warmAccess = Number(common.param("warmstoragereadGas"));
  return (account) => (warm.warmUpAccount(account) ? warmAccess : cold);
}

export interface CallOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly warm: WarmSet;
}

/**
 * Prices of CALL, CALLCODE, DELEGATECALL and STATICCALL from Spurious Dragon on (EIP-161, EIP-2929, EIP-7702), besides
 * their base fee, and how much gas the message gets (EIP-150). The calls themselves are those of `@ethereumjs`, which
 * awaits their price three times over.
 */
export function callPrices({ common, state, warm }: CallOptions): Readonly<Record<number, StockPrice>> {
  const prices = memoryPrices(common);
  const param = (name: string) => Number(common.param(name));
  const priceOfAccess = accessPrice(common, warm);
  const transfer = param("callValueTransferGas");
  const newAccount = param("callNewAccountGas");
  const delegations = common.isActivatedEIP(7702);

  const priceOf =
    (withValue: boolean, mayCreate: boolean): StockPrice =>
    (frame, baseFee) => {
      const { runState, stack } = frame;
      const at = top(stack, withValue ? 7 : 6);
      const word = (depth: number) => stack._store[at - depth] as bigint;
      const paid = withValue && word(2) !== 0n;
      if (paid && mayCreate && runState.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE);
      const areas = withValue ? 3 : 2;
      let price = expansion(frame, prices, Number(word(areas)), Number(word(areas + 1)));
      price += expansion(frame, prices, Number(word(areas + 2)), Number(word(areas + 3)));
      const target = frame.accountOf(word(1)).key;
      price += priceOfAccess(target);
      if (paid) {
        price += transfer;
        if (mayCreate) {
          const account = state.accountOf(target);
          if (account === undefined || account.isEmpty()) price += newAccount;
        }
      }
      if (delegations) {
        // As @ethereumjs tells delegations: by the beginning of the code, whatever its length.
        const code = state.codeOf(state.codeHashOf(target));
        const delegated = code[0] === 0xef && code[1] === 0x01 && code[2] === 0x00;
        if (delegated) price += priceOfAccess(bytesToKey(code.slice(3, 24)));
      }
      const left = frame.gas - baseFee - price;
      if (left < 0) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
      const most = BigInt(left - Math.floor(left / 64));
      const asked = word(0);
      runState.messageGasLimit = asked < most ? asked : most;
      return price;
    };
  return {
    241: priceOf(true, true),
    242: priceOf(true, false),
    244: priceOf(false, false),
    250: priceOf(false, false),
  };
}
