import { request } from "node:http";
import { json } from "node:stream/consumers";

/** Sends a request and returns its result. */
export type Ask = (method: string, ...params: unknown[]) => Promise<unknown>;

/** An answer with an error. */
export class RpcFailure extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: { code: number; message: string; data?: unknown }) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

interface Answer {
  readonly id?: number | null;
  readonly result?: unknown;
  readonly error?: { code: number; message: string; data?: unknown };
}

/**
 * Posts a body as it is and returns what comes back, read as JSON. Each time over a new connection: servers close idle
 * ones, and a busy machine may do so just when it is used again.
 */
export function post(url: string, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const posted = request(url, { method: "POST", headers, agent: false }, (response) => {
      json(response).then(resolve, reject);
    });
    posted.once("error", reject);
    posted.end(body);
  });
}

/** Asks over HTTP. */
export function httpClient(url: string): Ask {
  let id = 0;
  return async (method, ...params) =>
    resultOf((await post(url, JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }))) as Answer);
}

/** Asks over a WebSocket, and hands on what its subscriptions tell. */
export class SocketClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  readonly #listeners = new Map<string, (result: unknown) => void>();
  #onOther: (message: unknown) => void = () => {};
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data))));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("The connection was closed"));
    });
  }

  static async open(url: string): Promise<SocketClient> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error(`No connection to ${url}`)), { once: true });
    });
    return new SocketClient(socket);
  }

  readonly ask: Ask = (method, ...params) => {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  };

  /** @param listener called with every notification */
  async subscribe(listener: (result: unknown) => void, ...params: unknown[]): Promise<void> {
    this.#listeners.set((await this.ask("eth_subscribe", ...params)) as string, listener);
  }

  /** Sends a text as it is and returns the next answer that is to no request of `ask`. */
  sendRaw(text: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.#onOther = resolve;
      this.#socket.send(text);
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.addEventListener("close", resolve, { once: true }));
    this.#socket.close();
    await closed;
  }

  #receive(message: Answer & { params?: { subscription: string; result: unknown } }): void {
    if (message.params !== undefined) {
      this.#listeners.get(message.params.subscription)?.(message.params.result);
      return;
    }
    const waiting = this.#waiting.get(message.id as number);
    if (waiting === undefined) {
      this.#onOther(message);
      return;
    }
    this.#waiting.delete(message.id as number);
    try {
      waiting.resolve(resultOf(message));
    } catch (error) {
      waiting.reject(error);
    }
  }
}

function resultOf({ result, error }: Answer): unknown {
  if (error !== undefined) throw new RpcFailure(error);
  return result;
}
