import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { compileSolidity } from "../../helpers/solidity.ts";
import { ALICE, BOB, CAROL, START } from "../helpers/both.ts";

export const CONTRACTS = compileSolidity(new URL("./contracts/Forked.sol", import.meta.url));

/** Id of the upstream's chain. */
export const UPSTREAM_CHAIN = 4321;

const SOLIDITY_GAS = "0x200000";

/** Hardhat's own network behind HTTP on this machine, with a chain to fork. */
export interface Upstream {
  readonly url: string;
  readonly contracts: {
    readonly coin: string;
    readonly looker: string;
    readonly mortal: string;
    readonly factory: string;
  };
  /** Hashes of the transactions, by block; the genesis has none. */
  readonly transactions: readonly (readonly string[])[];
  /** Hashes of the blocks, by number. */
  readonly blocks: readonly string[];
  request(method: string, ...params: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts it and fills the chain: deployments, transfers with events, a failed transaction, a block of many. */
export async function startUpstream(): Promise<Upstream> {
  const runtime = await createHardhatRuntimeEnvironment({
    networks: {
      upstream: {
        type: "edr-simulated",
        chainType: "l1",
        chainId: UPSTREAM_CHAIN,
        initialDate: new Date(START * 1000),
        throwOnTransactionFailures: false,
      },
    },
  });
  const server = await runtime.network.createServer("upstream", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const request = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = (await response.json()) as { result: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const send = (fields: object) => request("eth_sendTransaction", { from: ALICE, gas: SOLIDITY_GAS, ...fields });
  const deploy = async (name: string): Promise<string> => {
    const hash = await send({ data: CONTRACTS[name]?.bytecode });
    return ((await request("eth_getTransactionReceipt", hash)) as { contractAddress: string }).contractAddress;
  };
  const contracts = {
    coin: await deploy("Coin"),
    looker: await deploy("Looker"),
    mortal: await deploy("Mortal"),
    factory: await deploy("Factory"),
  };
  for (const to of [ALICE, BOB, CAROL]) await send({ to: contracts.coin, data: encode("Coin", "mint", to, 1_000n) });
  await send({ to: contracts.coin, data: encode("Coin", "transfer", BOB, 10n) });
  await send({ from: BOB, to: contracts.coin, data: encode("Coin", "transfer", CAROL, 5_000n) });
  await request("evm_setAutomine", false);
  for (const [from, to] of [
    [ALICE, CAROL],
    [BOB, ALICE],
    [CAROL, BOB],
    [ALICE, BOB],
  ] as const) {
    await send({ from, to: contracts.coin, data: encode("Coin", "transfer", to, 7n) });
  }
  await send({ from: CAROL, to: BOB, value: "0xde0b6b3a7640000", gas: "0x5208" });
  await request("evm_mine");
  await request("evm_setAutomine", true);
  await send({ from: BOB, to: contracts.mortal, data: encode("Mortal", "set", 9n, 99n) });
  const transactions: string[][] = [];
  const blocks: string[] = [];
  for (let number = 0; number <= Number(await request("eth_blockNumber")); number++) {
    const block = (await request("eth_getBlockByNumber", `0x${number.toString(16)}`, false)) as {
      hash: string;
      transactions: string[];
    };
    transactions.push(block.transactions);
    blocks.push(block.hash);
  }
  const close = async (): Promise<void> => {
    const httpServer = await serverBehind(request);
    const closed = server.close();
    httpServer.closeAllConnections();
    await closed;
  };
  return { url, contracts, transactions, blocks, request, close };
}

/**
 * The server that answers, which Hardhat keeps to itself. When it closes, it waits for connections over which nothing was ever
 * asked, as EDR opens to have one in reserve: for minutes, unless they are closed.
 */
async function serverBehind(request: (method: string) => Promise<unknown>): Promise<Server> {
  const servers: Server[] = [];
  const note = (message: unknown) => servers.push((message as { server: Server }).server);
  subscribe("http.server.request.start", note);
  try {
    await request("web3_clientVersion");
  } finally {
    unsubscribe("http.server.request.start", note);
  }
  const [server] = servers;
  if (server === undefined) throw new Error("The upstream has no server");
  return server;
}

/** Input of a call of one of the contracts. */
export function encode(contract: string, name: string, ...values: unknown[]): string {
  const { abi } = CONTRACTS[contract] ?? {};
  if (abi === undefined) throw new Error(`There is no contract ${contract}`);
  return abi.encodeFunctionData(name, values);
}

/** What a proxy makes of a request: the body of an answer or a status instead of what the upstream would say, late if told. `ID` in a body
 * is that of the request. */
export interface Interference {
  readonly status?: number;
  readonly body?: string;
  readonly milliseconds?: number;
}

/** Stands before an upstream, and counts and spoils what passes. */
export class UpstreamProxy {
  readonly #upstream: string;
  #port = 0;
  readonly #server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const calls = [JSON.parse(body)].flat() as { id: number; method: string }[];
      this.bodies.push(calls.map(({ method }) => method));
      const { milliseconds = 0, status, body: answer } = this.interfere(calls.map(({ method }) => method)) ?? {};
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      if (answer === undefined && status === undefined) {
        const headers = { "content-type": "application/json" };
        const passed = await fetch(this.#upstream, { method: "POST", headers, body });
        response.end(await passed.text());
      } else {
        response.statusCode = status ?? 200;
        response.end((answer ?? "").replace("ID", String(calls[0]?.id)));
      }
    })();
  });
  /** Methods of each body that came. */
  readonly bodies: string[][] = [];
  interfere: (methods: readonly string[]) => Interference | undefined = () => undefined;

  private constructor(upstream: string) {
    this.#upstream = upstream;
  }

  static async before(upstream: string): Promise<UpstreamProxy> {
    const proxy = new UpstreamProxy(upstream);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** All methods that were asked for. */
  get methods(): string[] {
    return this.bodies.flat();
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A directory that is removed after the tests. */
export async function temporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "fork-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
