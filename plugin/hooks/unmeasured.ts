import type { HookManager } from "hardhat/types/hooks";

/** Gas of the transactions that are being executed once more, by who hands on measurements. */
const expected = new WeakMap<HookManager, bigint[]>();

/**
 * Executes a transaction once more without it counting once more in the gas statistics: Hardhat's own network measures
 * what it mines, and has no way to be told not to. Measurements of anything else are handed on as ever.
 *
 * @param gas that the transaction used, which is what its measurement says
 */
export async function unmeasured<Result>(
  hooks: HookManager,
  gas: bigint,
  execute: () => Promise<Result>,
): Promise<Result> {
  const gases = expected.get(hooks) ?? filterOf(hooks);
  gases.push(gas);
  try {
    return await execute();
  } finally {
    takeOut(gases, gas);
  }
}

/** From here on, the first measurement of each transaction that is being executed once more is dropped. */
function filterOf(hooks: HookManager): bigint[] {
  const gases: bigint[] = [];
  expected.set(hooks, gases);
  const handOn = hooks.runParallelHandlers.bind(hooks);
  hooks.runParallelHandlers = (async (category, name, params) => {
    if (gases.length > 0 && category === "network" && (name as string) === "onGasMeasurement") {
      const [{ gas }] = params as unknown as [{ readonly gas: number }];
      if (takeOut(gases, BigInt(gas))) return [];
    }
    return await handOn(category, name, params);
  }) as HookManager["runParallelHandlers"];
  return gases;
}

function takeOut(gases: bigint[], gas: bigint): boolean {
  const place = gases.indexOf(gas);
  if (place >= 0) gases.splice(place, 1);
  return place >= 0;
}
