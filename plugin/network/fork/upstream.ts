import { setTimeout as sleep } from "node:timers/promises";
import { invalidInput } from "../errors.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { DEFAULT_RETRIES, type ForkingConfig, type RetryPolicy } from "./config.ts";
import { isTransient, UpstreamError, type UpstreamFault } from "./upstream-error.ts";

export interface UpstreamRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** How long an attempt may take. */
const TIMEOUT_MILLISECONDS = 60_000;
/** Longest wait that a `Retry-After` of the upstream is granted. */
const LONGEST_WAIT = 10_000;
/** Requests in one body, and requests at once where batches are refused. */
const MOST_IN_BATCH = 100;
const MOST_AT_ONCE = 8;

/** A fault of one attempt. */
class Fault extends Error {
  readonly fault: UpstreamFault;
  /** Milliseconds that the upstream asks to wait. */
  readonly wait: number | undefined;

  constructor(fault: UpstreamFault, wait?: number) {
    super(fault.kind);
    this.fault = fault;
    this.wait = wait;
  }
}

/** The chain that a network was forked from, behind JSON-RPC over HTTP. */
export class Upstream {
  /** Host and port. */
  readonly host: string;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #retries: RetryPolicy;
  #cache: AnswerCache | undefined;
  /** Does it answer several requests in one body? Undefined: not tried yet. */
  #batches: boolean | undefined;
  #nextId = 1;

  /** @throws RpcError when the URL is none */
  constructor({ url, httpHeaders, retries = DEFAULT_RETRIES }: ForkingConfig) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw invalidInput("The network's `forking.url` is no URL of HTTP or HTTPS.");
    }
    const { host, username, password } = new URL(url);
    this.host = host;
    this.#url = withoutCredentials(url);
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const basic = Buffer.from(credentials).toString("base64");
    this.#headers = {
      "content-type": "application/json",
      ...(credentials === ":" ? {} : { authorization: `Basic ${basic}` }),
      ...httpHeaders,
    };
    this.#retries = retries;
  }

  /** Keeps all answers from here on, and answers from there. To be called once nothing that is asked for can change. */
  useCache(cache: AnswerCache): void {
    this.#cache = cache;
  }

  /** @throws UpstreamError */
  async request(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const [answer] = await this.requestAll([{ method, params }]);
    return answer;
  }

  /**
   * Answers in the order of the requests, from the cache as far as they are there.
   *
   * @throws UpstreamError
   */
  async requestAll(requests: readonly UpstreamRequest[]): Promise<unknown[]> {
    const answers = await Promise.all(requests.map(({ method, params }) => this.#cache?.read([method, params])));
    const unanswered = requests.flatMap((request, index) => (answers[index] === undefined ? [{ request, index }] : []));
    const fetched = await this.#fetchAll(unanswered.map(({ request }) => request));
    for (const [position, { request, index }] of unanswered.entries()) {
      answers[index] = fetched[position];
      // What is not there may yet come.
      if (answers[index] !== null) await this.#cache?.write([request.method, request.params], answers[index]);
    }
    return answers;
  }

  async #fetchAll(requests: readonly UpstreamRequest[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    while (answers.length < requests.length) {
      const start = answers.length;
      const batch = requests.slice(start, start + (this.#batches === false ? MOST_AT_ONCE : MOST_IN_BATCH));
      answers.push(...(await this.#fetchBatch(batch)));
    }
    return answers;
  }

  async #fetchBatch(batch: readonly UpstreamRequest[]): Promise<unknown[]> {
    if (batch.length > 1 && this.#batches !== false) {
      try {
        const answers = await this.#retried(batch);
        this.#batches = true;
        return answers;
      } catch (error) {
        // Some refuse batches, each in a way of its own. Whoever has answered one before means something else.
        const refused = error instanceof UpstreamError && error.fault.kind !== "unreachable";
        if (!refused || this.#batches === true) throw error;
        this.#batches = false;
        return await this.#fetchAll(batch);
      }
    }
    const answers = await Promise.all(batch.map((request) => this.#retried([request])));
    return answers.flat();
  }

  async #retried(batch: readonly UpstreamRequest[]): Promise<unknown[]> {
    for (let attempt = 1, delay = this.#retries.firstDelay; ; attempt++, delay *= 2) {
      try {
        return await this.#attempt(batch);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (attempt >= this.#retries.attempts || !isTransient(error.fault)) {
          throw new UpstreamError(namesOf(batch), this.host, error.fault, attempt);
        }
        await sleep(Math.max(delay, error.wait ?? 0));
      }
    }
  }

  async #attempt(batch: readonly UpstreamRequest[]): Promise<unknown[]> {
    const calls = batch.map(({ method, params }) => ({ jsonrpc: "2.0", id: this.#nextId++, method, params }));
    const text = await this.#post(JSON.stringify(calls.length === 1 ? calls[0] : calls));
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Fault({ kind: "malformed", detail: "it is no JSON" });
    }
    const answers = Array.isArray(body) ? body : [body];
    return calls.map(({ id }) => resultOf(answers.find((answer) => isAnswerTo(answer, id)) ?? errorIn(answers)));
  }

  /** @returns the body of the answer */
  async #post(body: string): Promise<string> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
      response = await fetch(this.#url, { method: "POST", headers: this.#headers, body, signal });
      const text = await response.text();
      if (response.ok) return text;
    } catch (error) {
      throw new Fault({ kind: "unreachable", detail: reasonOf(error) });
    }
    throw new Fault({ kind: "status", status: response.status }, retryAfter(response.headers.get("retry-after")));
  }
}

/** `fetch` refuses URLs with a name and a password: those go into a header. */
function withoutCredentials(url: string): string {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

function namesOf(batch: readonly UpstreamRequest[]): string {
  return [...new Set(batch.map(({ method }) => method))].join(", ");
}

function isAnswerTo(answer: unknown, id: number): boolean {
  return typeof answer === "object" && answer !== null && "id" in answer && answer.id === id;
}

/** The error of an upstream that could not even read the request has no id. */
function errorIn(answers: readonly unknown[]): unknown {
  return answers.find((answer) => typeof answer === "object" && answer !== null && "error" in answer);
}

function resultOf(answer: unknown): unknown {
  if (typeof answer === "object" && answer !== null) {
    if ("error" in answer && typeof answer.error === "object" && answer.error !== null) {
      const { code, message } = answer.error as { code?: unknown; message?: unknown };
      throw new Fault({ kind: "refused", code: typeof code === "number" ? code : 0, detail: String(message) });
    }
    if ("result" in answer && answer.result !== undefined) return answer.result;
  }
  throw new Fault({ kind: "malformed", detail: "it has no result" });
}

/** Messages of `fetch` itself say nothing, and those of other errors may name the whole URL. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") {
    return `there was no answer within ${TIMEOUT_MILLISECONDS / 1000} seconds`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return code === undefined ? "it could not be reached" : `it could not be reached (${String(code)})`;
}

function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_WAIT) : undefined;
}
