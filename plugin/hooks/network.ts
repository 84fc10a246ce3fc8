import { HardhatPluginError } from "hardhat/plugins";
import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import { unsupportedSettings } from "../config/unsupported.ts";
import { addChaiMatchers } from "./chai-matchers.ts";
import { engineOf } from "./engine-of.ts";
import { isSend, ParallelConnection } from "./parallel-connection.ts";
import { helpersOf, helpersWithoutEngine } from "./parallel-helpers.ts";
import { warnOfPluginOrder } from "./plugin-order.ts";
import { prepareEngine } from "./preparation.ts";
import { failedResponse } from "./rpc-failure.ts";
import { currentTransactionContext, revertRequested, snapshotRequested } from "./test-context.ts";

type Connection = NetworkConnection<string>;

/** Undefined for the connections that Hardhat's own network answers. */
const connections = new WeakMap<Connection, ParallelConnection | undefined>();

export default async (): Promise<Partial<NetworkHooks>> => ({
  async newConnection(context, next) {
    const connecting = next(context);
    prepareEngine(context);
    const connection = await connecting;
    try {
      const parallel = parallelConnection(context, connection);
      parallel?.warmUp();
      connection.parallel =
        parallel === undefined
          ? helpersWithoutEngine(connection.networkName, connection.networkConfig.type)
          : helpersOf(parallel);
      if (parallel !== undefined) {
        await silenceShadow(connection);
        await warnOfPluginOrder(context.config.plugins);
        await addChaiMatchers(context.config.paths.root);
      }
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  },

  async onRequest(context, connection, request, next) {
    const parallel = parallelConnection(context, connection);
    if (parallel === undefined) return await next(context, connection, request);
    const { id, method } = request;
    const params = Array.isArray(request.params) ? request.params : [];
    const tag = isSend(method) ? currentTransactionContext(connection) : undefined;
    if (method === "evm_snapshot") snapshotRequested(connection);
    if (method === "evm_revert") revertRequested(connection);
    try {
      const result = await parallel.request(method, params, tag, async (shadowMethod, shadowParams) => {
        const response = await next(context, connection, {
          jsonrpc: "2.0",
          id,
          method: shadowMethod,
          params: [...shadowParams],
        });
        return "result" in response ? response.result : undefined;
      });
      return { jsonrpc: "2.0", id, result };
    } catch (error) {
      return failedResponse(id, error);
    }
  },

  async closeConnection(context, connection, next) {
    try {
      // It stays known: a request that comes meanwhile must not begin a chain anew.
      await connections.get(connection)?.close();
    } finally {
      await next(context, connection);
    }
  },
});

/**
 * Hardhat's own network would log what it mines by itself. It is told not to with the first request, whatever that is, and
 * this one changes nothing.
 */
async function silenceShadow({ networkConfig, provider }: Connection): Promise<void> {
  if (networkConfig.type !== "edr-simulated" || !networkConfig.loggingEnabled) return;
  await provider.request({ method: "hardhat_setLoggingEnabled", params: [true] });
}

function parallelConnection(context: HookContext, connection: Connection): ParallelConnection | undefined {
  if (!connections.has(connection)) connections.set(connection, openConnection(context, connection));
  return connections.get(connection);
}

function openConnection(context: HookContext, connection: Connection): ParallelConnection | undefined {
  const { networkConfig: network, networkName, chainType } = connection;
  if (network.type !== "edr-simulated") return undefined;
  const engine = engineOf(context, network);
  if (engine === undefined) return undefined;
  const [unsupported] = unsupportedSettings({ ...network, chainType });
  if (unsupported !== undefined) {
    throw new HardhatPluginError(
      "hardhat-parallel",
      `Network "${networkName}" cannot run on the parallel engine. ${unsupported.message} Set \`parallel: false\` on this network to leave it on Hardhat's own EVM, or change its \`${unsupported.field}\`.`,
    );
  }
  return new ParallelConnection({ context, connection, network, engine });
}
