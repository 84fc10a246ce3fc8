import type { Hex } from "../../engine/access/types.ts";
import { withAccounts } from "../../engine/prestate.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import type { StateView } from "../../engine/state/types.ts";
import { serializedOf } from "../../engine/transactions/encoded.ts";
import type { BlockEnvironment, CallResult } from "../../engine/types.ts";
import type { KnownTransaction, TransactionPlace } from "../chain/stored-block.ts";
import { invalidInput, RpcError, RpcErrorCode } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import type { TracedTransaction, TraceOptions, Tracer } from "../tracing/tracer.ts";
import { wrappedAsBlobs } from "./blob-transactions.ts";
import { blockSpec } from "./block-spec.ts";
import { type BlockState, checkTag, requireBlock, withBlockState } from "./blocks.ts";
import { hash } from "./codecs.ts";
import type { RpcContext } from "./context.ts";
import { formatTransaction } from "./format.ts";
import { buildMessage, callFees, runMessage } from "./messages.ts";
import { type MethodTable, method, several } from "./method.ts";
import { tracedRequest, traceOptions } from "./trace-requests.ts";
import { checkCallRequest } from "./transaction-fields.ts";

/** Traces of calls and transactions, made by whoever the surroundings of the network offer for it. */
export const debugMethods: MethodTable = {
  debug_traceCall: method(
    several("DebugTraceCall", [tracedRequest], [blockSpec, traceOptions]),
    async (context, [{ request, raw }, spec = "latest", options]) => {
      const { node } = context;
      const tracer = tracerOf(context, "debug_traceCall");
      checkTag(node, spec);
      checkCallRequest(request, node.chain.rules);
      requireBlock(node, spec);
      const message = buildMessage(node, request, callFees(node, request));
      return await withBlockState(node, spec, async (state) => {
        const asked = new AskedHashes(node);
        const result = await runMessage(node, message, state, { blockHash: asked.blockHash });
        asked.checkNone("debug_traceCall");
        const environment = state.environment();
        const { to, accessList } = request;
        const accounts = shownAccounts({ from: message.from, to, accessList }, environment);
        const prestate = withAccounts(result.prestate, accounts, viewOf(state));
        return await tracer.traceCall({ request: raw, environment, prestate, options });
      });
    },
  ),

  debug_traceTransaction: method(
    several("DebugTraceTransaction", [hash], [traceOptions]),
    async (context, [transactionHash, options]) => {
      const { node } = context;
      const tracer = tracerOf(context, "debug_traceTransaction");
      const place = node.chain.blocks.transaction(transactionHash);
      const transaction = place?.block.transactions[place.index];
      if (place === undefined || transaction === undefined) {
        throw invalidInput(`Unable to find a block containing transaction ${transactionHash}`);
      }
      return await tracer.traceTransaction(await tracedTransaction(node, transaction, place, options));
    },
  ),
};

/** @throws RpcError where nobody traces */
function tracerOf({ tracer }: RpcContext, name: string): Tracer {
  if (tracer !== undefined) return tracer;
  throw new RpcError(
    RpcErrorCode.UNSUPPORTED_METHOD,
    `Method ${name} is not supported on a local network without Hardhat's own behind it`,
  );
}

async function tracedTransaction(
  node: LocalNode,
  transaction: KnownTransaction,
  { block, index }: TransactionPlace,
  options: TraceOptions | undefined,
): Promise<TracedTransaction> {
  const { chain } = node;
  const version = chain.versionBefore(block.number, index);
  const parent = chain.blocks.byNumber(block.number - 1n);
  const receipt = block.receipts[index];
  if (parent === undefined || receipt === undefined) throw new Error(`Block ${block.number} is incomplete`);
  const environment = chain.environmentOf(block);
  const asked = new AskedHashes(node);
  const result: CallResult = await node.engine.call({
    environment,
    transaction,
    blockHash: asked.blockHash,
    version,
    skipBalance: true,
    skipNonce: true,
  });
  asked.checkNone("debug_traceTransaction");
  const { tx, from } = transaction;
  const accessList = ("accessList" in tx ? tx.accessList : []).map(([address, keys]) => ({
    address: bytesToHexString(address),
    storageKeys: keys.map((key) => bytesToHexString(key)),
  }));
  const to = tx.to === undefined ? undefined : bytesToHexString(tx.to.bytes);
  const accounts = shownAccounts({ from, to, accessList }, environment);
  return {
    from,
    sent: sendable(node, transaction),
    hasBlobs: "blobVersionedHashes" in tx,
    parent: chain.environmentOf(parent),
    environment,
    prestate: withAccounts(result.prestate, accounts, node.engine.state.at(version)),
    options,
    consoleInputs: result.consoleInputs,
    place: { blockHash: block.hash, transactionHash: transaction.hash, transactionPosition: index },
    receipt,
  };
}

/** Accounts and slots that tracers may show although the execution need not have looked at them. */
function shownAccounts(
  message: {
    readonly from: Hex;
    readonly to?: Hex | undefined;
    readonly accessList?: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[] | undefined;
  },
  { coinbase }: BlockEnvironment,
): (readonly [address: Hex, slots: readonly Hex[]])[] {
  const { from, to, accessList = [] } = message;
  const accounts = [from, bytesToHexString(coinbase.bytes), ...(to === undefined ? [] : [to])];
  return [
    ...accounts.map((address) => [address, []] as const),
    ...accessList.map(({ address, storageKeys }) => [address, storageKeys] as const),
  ];
}

/** What sends the transaction once more. */
function sendable(node: LocalNode, transaction: KnownTransaction): TracedTransaction["sent"] {
  const { tx, impersonated } = transaction;
  if (!impersonated) {
    if (!("blobVersionedHashes" in tx)) return { raw: bytesToHexString(serializedOf(tx)) };
    const raw = wrappedAsBlobs(tx);
    if (raw === undefined) throw invalidInput("Cannot trace a transaction whose blobs are not kept any more");
    return { raw };
  }
  const formatted = formatTransaction(transaction, node.chain.rules);
  const { from, to, value, gas, input, nonce, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = formatted;
  const fees = maxFeePerGas === undefined ? { gasPrice } : { maxFeePerGas, maxPriorityFeePerGas };
  const { accessList, authorizationList } = formatted;
  return { request: { from, to, value, gas, data: input, nonce, ...fees, accessList, authorizationList } };
}

function viewOf({ engine, version }: BlockState): StateView {
  return version === undefined ? engine.state : engine.state.at(version);
}

/** Keeps track of the blocks whose hashes an execution asks for. */
class AskedHashes {
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  readonly #asked = new Set<bigint>();

  constructor({ chain }: LocalNode) {
    this.blockHash = (number) => {
      const found = chain.blockHash(number);
      if (found !== undefined) this.#asked.add(number);
      return found;
    };
  }

  /** @throws RpcError because no other chain has those hashes: a trace that is made there would be wrong */
  checkNone(name: string): void {
    const [first] = this.#asked;
    if (first === undefined) return;
    throw invalidInput(
      `${name} cannot trace this execution on a network with \`parallel\`: it asks for the hash of block ${first} (BLOCKHASH), which is another one on Hardhat's own network, which makes the traces.`,
    );
  }
}
