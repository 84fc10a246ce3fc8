import { readFile } from "node:fs/promises";
import path from "node:path";
import { Interface } from "ethers";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { GlobalOptions } from "hardhat/types/global-options";
import type { NetworkConnection } from "hardhat/types/network";
import { compiledRuntime, fixtureProject } from "../../helpers/projects.ts";

const GAS = "0x300000";
const FEES = { maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x3b9aca00" };
/** Before EIP-1559. */
const GAS_PRICE = { gasPrice: "0x77359400" };
/** In the past: the clocks of both networks are offsets then, not the real time. */
const START = 1_700_000_000;
const PATIENCE = 10_000;

/** A contract of the fixture project. */
export interface Contract {
  readonly abi: Interface;
  readonly bytecode: string;
}

export async function contract(name: string): Promise<Contract> {
  const file = path.join(fixtureProject("logged"), "artifacts/contracts/Logged.sol", `${name}.json`);
  const { abi, bytecode } = JSON.parse(await readFile(file, "utf8"));
  return { abi: new Interface(abi), bytecode };
}

/** A connection that logs, and everything that is printed while it is used. Replaced lines begin with "↑". */
export class LoggedNetwork {
  readonly lines: string[] = [];
  readonly alice: string;
  readonly bob: string;
  readonly #connection: NetworkConnection<string>;
  readonly #fees: Readonly<Record<string, string>>;
  #time = START;

  private constructor(
    connection: NetworkConnection<string>,
    [alice = "", bob = ""]: readonly string[],
    fees: Readonly<Record<string, string>>,
  ) {
    this.#connection = connection;
    this.alice = alice;
    this.bob = bob;
    this.#fees = fees;
  }

  static async open(
    parallel: boolean,
    settings: Partial<EdrNetworkUserConfig> = {},
    options: Partial<GlobalOptions> = {},
  ): Promise<LoggedNetwork> {
    const network = {
      type: "edr-simulated",
      chainType: "l1",
      loggingEnabled: true,
      initialDate: new Date(START * 1000),
      parallel,
      ...settings,
    } as EdrNetworkUserConfig;
    const runtime = await compiledRuntime("logged", { networks: { default: network } }, options);
    const lines: string[] = [];
    const opened = await printedTo(lines, async () => {
      const connection = await runtime.network.create();
      const accounts = (await connection.provider.request({ method: "eth_accounts" })) as string[];
      return new LoggedNetwork(connection, accounts, settings.hardfork === "berlin" ? GAS_PRICE : FEES);
    });
    opened.lines.push(...lines);
    return opened;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Makes a request; one that fails is none less. */
  async ask(method: string, ...params: unknown[]): Promise<unknown> {
    return await printedTo(this.lines, async () => {
      try {
        return await this.#connection.provider.request({ method, params });
      } catch (error) {
        // Said by the log as well, but for requests that cannot be read.
        if (!(error instanceof Error)) throw error;
        return undefined;
      }
    });
  }

  /** As `ask`, of something that mines: the block's time is fixed before. */
  async mine(method: string, ...params: unknown[]): Promise<unknown> {
    await this.pin();
    return await this.ask(method, ...params);
  }

  async pin(): Promise<void> {
    // Time for the blocks of one request.
    this.#time += 5_000;
    await this.ask("evm_setNextBlockTimestamp", this.#time);
  }

  /** Sends a transaction with everything that Hardhat would fill in. */
  async send(fields: Record<string, unknown>): Promise<unknown> {
    const fees = "gasPrice" in fields ? {} : this.#fees;
    return await this.mine("eth_sendTransaction", { from: this.alice, gas: GAS, ...fees, ...fields });
  }

  async deploy(name: string, ...args: unknown[]): Promise<string> {
    const { abi, bytecode } = await contract(name);
    const hash = await this.send({ data: bytecode + abi.encodeDeploy(args).slice(2) });
    const receipt = (await this.ask("eth_getTransactionReceipt", hash)) as { contractAddress: string };
    return receipt.contractAddress;
  }

  /** Waits until a line is printed that begins like this, from now on or after the first `seen` lines. */
  async waitFor(beginning: string, seen = this.lines.length): Promise<void> {
    await printedTo(this.lines, async () => {
      for (let waited = 0; waited < PATIENCE; waited += 10) {
        if (this.lines.slice(seen).some((line) => line.startsWith(beginning))) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
  }
}

async function printedTo<Result>(lines: string[], run: () => Promise<Result>): Promise<Result> {
  const { log } = console;
  const { write } = process.stdout;
  console.log = (...values: unknown[]) => void lines.push(values.join(" "));
  process.stdout.write = ((text: string) => {
    lines.push(`↑${text.replace(/\n$/, "")}`);
    return true;
  }) as typeof write;
  try {
    return await run();
  } finally {
    console.log = log;
    process.stdout.write = write;
  }
}
