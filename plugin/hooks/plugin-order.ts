import type { HardhatPlugin } from "hardhat/types/plugins";

const OWN_ID = "hardhat-parallel";
/** Hardhat's own plugins come first in every config. The engine does itself what their handlers would do. */
const BUILT_IN = "builtin:";

let warned = false;

/**
 * Warns, once in a process, of plugins whose handlers never see the requests of networks on the engine.
 *
 * @param plugins in the order of the resolved config: Hardhat asks the last one first
 */
export async function warnOfPluginOrder(plugins: readonly HardhatPlugin[]): Promise<void> {
  if (warned) return;
  warned = true;
  const unasked = await pluginsNeverAsked(plugins);
  if (unasked.length === 0) return;
  const names = unasked.map((id) => `"${id}"`).join(", ");
  process.emitWarning(
    `Handlers of network requests are never asked for networks on the parallel engine when their plugin is listed before ${OWN_ID}: ${names}. ` +
      "Put hardhatParallel first: `plugins: [hardhatParallel, ...]`.",
    "HardhatParallelWarning",
  );
}

/** Ids of the plugins before ours that handle requests. */
export async function pluginsNeverAsked(plugins: readonly HardhatPlugin[]): Promise<string[]> {
  const before = plugins.slice(
    0,
    plugins.findIndex(({ id }) => id === OWN_ID),
  );
  const handling = await Promise.all(before.map(handlesRequests));
  return before.filter((_, index) => handling[index]).map(({ id }) => id);
}

/** Hardhat does not tell who handles what: the handlers are made once more to see, and used by nobody. */
async function handlesRequests({ id, hookHandlers }: HardhatPlugin): Promise<boolean> {
  if (id.startsWith(BUILT_IN) || hookHandlers?.network === undefined) return false;
  try {
    const { default: factory } = await hookHandlers.network();
    return (await factory()).onRequest !== undefined;
  } catch {
    // Whatever is wrong with the plugin, Hardhat has said so or will.
    return false;
  }
}
