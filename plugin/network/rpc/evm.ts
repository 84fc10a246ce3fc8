import * as z from "zod";
import { invalidInput, invalidParams } from "../errors.ts";
import type { MiningInterval } from "../pool/interval-mining.ts";
import { boolean, seconds, u64 } from "./codecs.ts";
import { toQuantity } from "./format.ts";
import { atMostOne, type MethodTable, method, nothing, one } from "./method.ts";

const milliseconds = z.number().int().nonnegative();
const intervals = z.union([milliseconds, z.tuple([milliseconds, milliseconds])]);

/** Whatever is wrong with an interval, it is said in the same words. */
const interval = z.unknown().transform((value, context): MiningInterval => {
  const result = intervals.safeParse(value);
  if (result.success) return result.data;
  context.addIssue({
    code: "custom",
    message: "data did not match any variant of untagged enum IntervalConfig",
  });
  return z.NEVER;
});

/** Time, mining and snapshots, under the names that Ganache gave them. */
export const evmMethods: MethodTable = {
  // The only methods that answer a number in decimal.
  evm_increaseTime: method(one(seconds), ({ node }, [increment]) => node.chain.clock.increase(increment).toString()),

  evm_setNextBlockTimestamp: method(one(seconds), ({ node }, [timestamp]) => {
    node.chain.clock.setNextTimestamp(timestamp, node.chain.head.header.timestamp);
    return timestamp.toString();
  }),

  evm_mine: method(atMostOne(seconds), async ({ node, log }, [timestamp]) => {
    await log.mined([await node.miner.mine(timestamp)]);
    return "0";
  }),

  evm_snapshot: method(nothing, ({ node }) => toQuantity(node.snapshot())),

  evm_revert: method(one(u64), ({ node }, [id]) => node.revert(id)),

  evm_setAutomine: method(one(boolean), ({ node }, [enabled]) => {
    node.automine = enabled;
    return true;
  }),

  evm_setBlockGasLimit: method(one(u64), ({ node }, [limit]) => {
    if (limit === 0n) throw invalidInput("Block gas limit must be greater than 0");
    node.pool.setBlockGasLimit(limit);
    return true;
  }),

  evm_setIntervalMining: method(one(interval), ({ setMiningInterval }, [chosen]) => {
    setMiningInterval(checkInterval(chosen));
    return true;
  }),
};

function checkInterval(chosen: MiningInterval): MiningInterval {
  if (typeof chosen === "number") return chosen;
  const [minimum, maximum] = chosen;
  if (minimum === 0) throw invalidParams("Minimum value in range must be greater than zero");
  if (minimum > maximum) throw invalidParams("Minimum value in range is greater than maximum value");
  return chosen;
}
