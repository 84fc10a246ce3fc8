import assert from "node:assert/strict";
import type { NetworkConnection } from "hardhat/types/network";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { compiledRuntime } from "../../helpers/projects.ts";

/** Something that a tool is asked to do. What it returns must not depend on the real time. */
export type Scenario = (connection: NetworkConnection) => Promise<unknown>;

/** In the past, so that the clocks of both networks are offsets from the real time. */
const START = "2030-01-01T00:00:00Z";

/** A fresh connection to Hardhat's own network and one to ours, with the same tools on top. */
export class BothEngines {
  readonly #connections: readonly [stock: NetworkConnection, ours: NetworkConnection];

  private constructor(connections: readonly [NetworkConnection, NetworkConnection]) {
    this.#connections = connections;
  }

  /** @param plugins the tools; the contracts are those of `test/fixture-projects/suite` */
  static async connect(plugins: HardhatPlugin[]): Promise<BothEngines> {
    const open = async (parallel: false | { verify: true }) => {
      const runtime = await compiledRuntime("suite", {
        plugins,
        networks: { default: { type: "edr-simulated", chainType: "l1", initialDate: START, parallel } },
      });
      return await runtime.network.create();
    };
    return new BothEngines([await open(false), await open({ verify: true })]);
  }

  /** Runs a scenario on both networks, asserts that it comes to the same, and returns that. */
  async compare(scenario: Scenario): Promise<Outcome> {
    const [stock, ours] = this.#connections;
    const [expected, actual] = [await outcomeOf(scenario, stock), await outcomeOf(scenario, ours)];
    assert.deepEqual(actual, expected);
    return actual;
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
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

async function outcomeOf(scenario: Scenario, connection: NetworkConnection): Promise<Outcome> {
  try {
    return { value: await scenario(connection) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: shown(error) };
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
