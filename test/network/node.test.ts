import assert from "node:assert/strict";
import { connect } from "node:net";
import { runLoad } from "./node/load.ts";
import { NodeProcess } from "./node/node-process.ts";
import { httpClient, post, RpcFailure, SocketClient } from "./node/rpc-client.ts";

const SENDER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
const OTHER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const RECEIVER = "0x00000000000000000000000000000000000000cc";

describe("hardhat node on the parallel engine", function () {
  this.timeout(300_000);
  let stock: NodeProcess;
  let ours: NodeProcess;

  before(async () => {
    [stock, ours] = await Promise.all([NodeProcess.start("stock"), NodeProcess.start("parallel")]);
  });

  after(async () => {
    await stock?.stop();
    await ours?.stop();
  });

  afterEach(async () => {
    assert.ok(ours.isAlive);
    assert.equal(await httpClient(ours.url)("eth_chainId"), "0x7a69");
  });

  it("answers ten clients at once, and tells each of every block, transaction and log once", async () => {
    const { transactions, notifications, faults } = await runLoad(ours.url, { clients: 10, seconds: 3 });
    assert.deepEqual(faults, []);
    assert.ok(transactions >= 10);
    // Every block and every transaction to all ten, and some logs.
    assert.ok(notifications > 2 * 10 * transactions);
  });

  describe("answers as Hardhat's does", () => {
    const request = (method: unknown, params: unknown = [], id: unknown = 1) =>
      JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const bodies: Readonly<Record<string, string>> = {
      nothing: "",
      "half of a request": request("eth_chainId").slice(0, 20),
      "a word": '"eth_chainId"',
      null: "null",
      "a number for a method": request(5),
      "parameters by name": request("eth_call", { to: RECEIVER }),
      "an object for an id": request("eth_chainId", [], { a: 1 }),
      "an unknown method": request("eth_doSomething"),
      "a method of every object": request("toString"),
      "an empty batch": "[]",
      "a batch": `[${request("eth_chainId")}, ${request("eth_accounts", [], 2)}]`,
      "a batch with faults": `[${request("eth_chainId")}, 5, ${request("eth_nothing", [], "three")}]`,
      "a batch of transactions": `[${[1, 2, 3]
        .map((id) =>
          request("eth_sendTransaction", [{ from: OTHER, to: RECEIVER, gas: "0x5208", gasPrice: "0x174876e800" }], id),
        )
        .join()}]`,
      "a body of a megabyte": request("web3_sha3", [`0x${"ab".repeat(500_000)}`]),
      "a call of more than there is gas for": request("eth_call", [{ to: RECEIVER, data: `0x${"ff".repeat(1e6)}` }]),
      "a hundred thousand brackets": "[".repeat(100_000),
    };
    for (const [title, body] of Object.entries(bodies)) {
      it(title, async () => {
        assert.deepEqual(comparable(await post(ours.url, body)), comparable(await post(stock.url, body)));
      });
    }

    it("the same over a WebSocket", async () => {
      const [there, here] = await Promise.all([
        SocketClient.open(stock.webSocketUrl),
        SocketClient.open(ours.webSocketUrl),
      ]);
      for (const body of ["{", "null", "[]", request("eth_nothing"), `[${request("eth_chainId")}, 5]`]) {
        assert.deepEqual(comparable(await here.sendRaw(body)), comparable(await there.sendRaw(body)), body);
      }
      await Promise.all([there.close(), here.close()]);
    });
  });

  it("goes on when clients are gone in the middle of a request, or of what they subscribed to", async () => {
    const port = Number(new URL(ours.url).port);
    for (const text of [
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
      "POST",
      `${WEBSOCKET}\x81\x85\x01\x02`,
    ]) {
      await sendAndVanish(port, text);
    }
    const sockets = await Promise.all([1, 2, 3].map(() => SocketClient.open(ours.webSocketUrl)));
    for (const socket of sockets) await socket.subscribe(() => {}, "newHeads");
    const [first, ...others] = sockets;
    await Promise.all(others.map((socket) => socket.close()));
    let heads = 0;
    await first?.subscribe(() => heads++, "newHeads");
    await first?.ask("evm_mine");
    await first?.ask("evm_mine");
    assert.equal(heads, 2);
    await first?.close();
  });

  const frames: [title: string, frame: string, code: number][] = [
    ["a frame of a kind that there is not", "\x83\x80\0\0\0\0", 1002],
    ["a frame that is not masked", "\x81\x02[]", 1002],
    ["a text that is none", "\x81\x81\0\0\0\0\xff", 1007],
    ["a frame larger than any request", `\x81\xff${"\x7f".repeat(8)}\0\0\0\0`, 1009],
  ];
  for (const [title, frame, code] of frames) {
    it(`closes the connection of a client that sends ${title}, and no other`, async () => {
      const other = await SocketClient.open(ours.webSocketUrl);
      const answer = await sendUntilClosed(Number(new URL(ours.url).port), `${WEBSOCKET}${frame}`);
      // The last frame says why.
      assert.deepEqual([...answer.subarray(-4)], [0x88, 0x02, code >> 8, code & 0xff]);
      assert.equal(await other.ask("eth_chainId"), "0x7a69");
      await other.close();
    });
  }

  it("takes ten thousand transactions into the pool, mines them, and refuses what does not fit in its words", async () => {
    const socket = await SocketClient.open(ours.webSocketUrl);
    const { ask } = socket;
    const before = Number(await ask("eth_getTransactionCount", SENDER, "latest"));
    const balance = BigInt((await ask("eth_getBalance", RECEIVER, "latest")) as string);
    await ask("evm_setAutomine", false);
    const fields = { from: SENDER, to: RECEIVER, value: "0x1", gas: "0x5208", maxPriorityFeePerGas: "0x1" };
    const send = (nonce: number) =>
      ask("eth_sendTransaction", { ...fields, maxFeePerGas: "0x174876e800", nonce: `0x${nonce.toString(16)}` });
    const hashes = await Promise.all(Array.from({ length: 10_000 }, (_, index) => send(before + index)));
    assert.equal(new Set(hashes).size, 10_000);
    assert.equal(((await ask("eth_pendingTransactions")) as unknown[]).length, 10_000);
    // Those that fit into the pending block count.
    assert.equal(Number(await ask("eth_getTransactionCount", SENDER, "pending")), before + Math.floor(60e6 / 21_000));
    await assert.rejects(send(before + 5), (error) => error instanceof RpcFailure && error.code === -32000);
    while (((await ask("eth_pendingTransactions")) as unknown[]).length > 0) await ask("evm_mine");
    await ask("evm_setAutomine", true);
    assert.equal(BigInt((await ask("eth_getBalance", RECEIVER, "latest")) as string) - balance, 10_000n);
    const receipts = await Promise.all(hashes.map((hash) => ask("eth_getTransactionReceipt", hash)));
    assert.ok(receipts.every((receipt) => (receipt as { status: string } | null)?.status === "0x1"));
    await socket.close();
  });
});

/** The request that makes a connection a WebSocket. */
const WEBSOCKET =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/** Without positions in the text of a request, which Hardhat's network reads and ours does not. */
function comparable(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll(/ at line 1 column \d+/g, ""));
}

/** @returns everything that was answered */
async function sendUntilClosed(port: number, text: string): Promise<Buffer> {
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.from(text, "latin1"));
  const received: Buffer[] = [];
  for await (const chunk of socket) {
    received.push(chunk as Buffer);
    // The server waits for its frame to be answered; ending does as well.
    if (Buffer.concat(received).includes(CLOSING)) socket.end();
  }
  return Buffer.concat(received);
}

/** Begins a frame that closes a connection for a reason. */
const CLOSING = Buffer.from([0x88, 0x02]);

function sendAndVanish(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(Buffer.from(text, "latin1"), () => socket.resetAndDestroy());
    });
    socket.once("close", () => resolve());
    socket.once("error", reject);
  });
}
