import type { Common } from "@ethereumjs/common";
import type { TypedTransaction } from "@ethereumjs/tx";
import type { Address } from "@ethereumjs/util";
import type { SendableTransaction } from "../types.ts";

/** A transaction whose sender and rules are given. */
interface SentTransaction {
  common: Common;
  sentBy: Address;
}

const shapes = new Map<object, new () => object>();

/**
 * The transaction under an executor's rules, with the sender that it is said to have.
 *
 * A copy, whose class is made once for each type of transaction. An object that only inherits from the transaction has
 * a shape of its own, and each of `runTx`'s forty look-ups of a field then searches for it: 4 us a transaction.
 */
export function asSent({ tx, sender }: SendableTransaction, common: Common): TypedTransaction {
  if (!Object.hasOwn(tx, "cache")) return heirOf(tx, sender, common);
  const sent = Object.assign(new (shapeOf(tx))(), tx) as TypedTransaction & SentTransaction;
  sent.common = common;
  sent.sentBy = sender;
  return sent;
}

function shapeOf(tx: TypedTransaction): new () => object {
  const prototype = Object.getPrototypeOf(tx) as object;
  let shape = shapes.get(prototype);
  if (shape === undefined) {
    shape = class Sent {};
    const getSenderAddress = function (this: SentTransaction): Address {
      return this.sentBy;
    };
    Object.setPrototypeOf(shape.prototype, prototype);
    Object.defineProperty(shape.prototype, "getSenderAddress", { value: getSenderAddress });
    shapes.set(prototype, shape);
  }
  return shape;
}

/** For what is no transaction itself but inherits from one. */
function heirOf(tx: TypedTransaction, sender: Address, common: Common): TypedTransaction {
  return Object.create(tx, {
    common: { value: common },
    getSenderAddress: { value: () => sender },
  }) as TypedTransaction;
}
