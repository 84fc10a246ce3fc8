import type { Hex } from "../../engine/access/types.ts";
import { hexToKey, keyToBytes } from "../../engine/state/keys.ts";
import type { AccountOverride } from "../../engine/types.ts";
import { invalidInput } from "../errors.ts";
import { blockSpec } from "./block-spec.ts";
import { checkTag, requireBlock, withBlockState } from "./blocks.ts";
import { executionError } from "./execution-error.ts";
import { toQuantity } from "./format.ts";
import { estimateGas } from "./gas-estimation.ts";
import {
  buildMessage,
  callFees,
  estimationFees,
  executedMessage,
  failureOf,
  returnedBytes,
  runMessage,
} from "./messages.ts";
import { type MethodTable, method, several } from "./method.ts";
import { type AccountOverrideRequest, callRequest, stateOverrides } from "./requests.ts";
import { checkCallRequest } from "./transaction-fields.ts";

/** Messages that are executed without being included: `eth_call` and `eth_estimateGas`. */
export const callMethods: MethodTable = {
  eth_call: method(
    several("Call", [callRequest], [blockSpec, stateOverrides]),
    async (context, [request, spec = "latest", overrides]) => {
      const { node } = context;
      const accounts = overrides === undefined ? undefined : accountOverrides(overrides);
      checkTag(node, spec);
      checkCallRequest(request, node.chain.rules);
      requireBlock(node, spec);
      const message = buildMessage(node, request, callFees(node, request));
      return await withBlockState(node, spec, async (state) => {
        const result = await runMessage(node, message, state, { overrides: accounts });
        context.observe(result);
        if (context.log.listens) await context.log.executed(executedMessage(message, state, result), result, "call");
        if (result.succeeded) await context.measureGas?.(executedMessage(message, state, result));
        if (result.succeeded || !node.config.throwOnCallFailures) return returnedBytes(result);
        throw await executionError(failureOf(message, state, result), context.explainFailure);
      });
    },
  ),

  eth_estimateGas: method(
    several("EstimateGas", [callRequest], [blockSpec]),
    async (context, [request, spec = "pending"]) => {
      const { node } = context;
      checkTag(node, spec);
      checkCallRequest(request, node.chain.rules);
      requireBlock(node, spec);
      const message = buildMessage(node, request, estimationFees(node, request, spec));
      return await withBlockState(node, spec, async (state) => toQuantity(await estimateGas(context, message, state)));
    },
  ),
};

function accountOverrides(requests: ReadonlyMap<Hex, AccountOverrideRequest>): ReadonlyMap<Hex, AccountOverride> {
  const overrides = new Map<Hex, AccountOverride>();
  for (const [address, { balance, nonce, code, state, stateDiff }] of requests) {
    if (state !== undefined && stateDiff !== undefined) {
      throw invalidInput(
        "The properties 'state' and 'stateDiff' cannot be used simultaneously when configuring the state override set passed to the eth_call method.",
      );
    }
    overrides.set(address, {
      balance,
      nonce,
      code: code === undefined ? undefined : keyToBytes(hexToKey(code)),
      state,
      stateDiff,
    });
  }
  return overrides;
}
