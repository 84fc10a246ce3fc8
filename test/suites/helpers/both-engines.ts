import assert from "node:assert/strict";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { compiledRuntime } from "../../helpers/projects.ts";

/** Something that a tool is asked to do. What it returns must not depend on the real time. */
export type Scenario = (connection: NetworkConnection) => Promise<unknown>;

/** In the past, so that the clocks of both networks are offsets from the real time. */
const START = "2030-01-01T00:00:00Z";

/** Hardhat's own network and ours, with the same tools on top. */
export class BothEngines {
  readonly #runtimes: readonly [stock: HardhatRuntimeEnvironment, ours: HardhatRuntimeEnvironment];

  private constructor(runtimes: readonly [HardhatRuntimeEnvironment, HardhatRuntimeEnvironment]) {
    this.#runtimes = runtimes;
  }

  /**
   * @param plugins the tools; the contracts are those of `test/fixture-projects/suite`
   * @param settings of both networks beyond those that make them comparable
   */
  static async create(plugins: HardhatPlugin[], settings: Partial<EdrNetworkUserConfig> = {}): Promise<BothEngines> {
    const runtime = (parallel: false | { verify: true }) =>
      compiledRuntime("suite", {
        plugins,
        networks: { default: { type: "edr-simulated", chainType: "l1", initialDate: START, ...settings, parallel } },
      });
    return new BothEngines([await runtime(false), await runtime({ verify: true })]);
  }

  /** Runs a scenario on a fresh network of both, asserts that it comes to the same, and returns that. */
  async compare(scenario: Scenario): Promise<Outcome> {
    const [stock, ours] = this.#runtimes;
    const [expected, actual] = [await outcomeOf(scenario, stock), await outcomeOf(scenario, ours)];
    assert.deepEqual(actual, expected);
    return actual;
  }
}

/** What becomes of something in a scenario that may fail: its value, or the error as developers see it. */
export async function outcome(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await run() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: shown(error) };
  }
}

/** What a scenario came to. */
export type Outcome = { readonly value: unknown } | { readonly error: ShownError };

/** What developers are shown of an error, and what tools read from it. */
export interface ShownError {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  readonly data: unknown;
  readonly solidity: readonly string[];
  readonly cause: ShownError | undefined;
}

async function outcomeOf(scenario: Scenario, runtime: HardhatRuntimeEnvironment): Promise<Outcome> {
  const connection = await runtime.network.create();
  try {
    return await outcome(() => scenario(connection));
  } finally {
    await connection.close();
  }
}

function shown(error: Error): ShownError {
  const { code, data } = error as { code?: unknown; data?: unknown };
  return {
    name: error.name,
    message: withoutTimes(error.message),
    code,
    data: typeof data === "object" && data !== null && "jsonrpc" in data ? { ...data, id: 0 } : data,
    solidity: (error.stack ?? "").split("\n").filter((line) => /\.sol:\d+\)/.test(line)),
    cause: error.cause instanceof Error ? shown(error.cause) : undefined,
  };
}

/** Requests are numbered, and Hardhat's network reads them as text. */
function withoutTimes(message: string): string {
  return message.replaceAll(/ at line 1 column \d+/g, "").replaceAll(/"id":\d+/g, '"id":0');
}

/** A scenario and what it does, as a sentence after "it". */
export function scenarios(
  engines: () => BothEngines,
  expected: "value" | "error",
  cases: Readonly<Record<string, Scenario>>,
): void {
  for (const [title, scenario] of Object.entries(cases)) {
    it(title, async () => {
      const outcome = await engines().compare(scenario);
      assert.ok(
        expected in outcome,
        JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
      );
    });
  }
}
