import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SERVER = fileURLToPath(new URL("./server.ts", import.meta.url));

/** A `hardhat node` that listens on a free port of this machine. */
export class NodeProcess {
  /** Of its HTTP server. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @throws Error with what the node printed when it ends before it listens */
  static async start(network: "parallel" | "stock"): Promise<NodeProcess> {
    const child = fork(SERVER, [network], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    let printed = "";
    return await new Promise((resolve, reject) => {
      const onOutput = (chunk: Buffer) => {
        printed = (printed + chunk.toString()).slice(-100_000);
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
        if (url !== undefined) resolve(new NodeProcess(child, url));
      };
      child.stdout?.on("data", onOutput);
      child.stderr?.on("data", onOutput);
      child.once("exit", () => reject(new Error(`The node ended:\n${printed}`)));
    });
  }

  get webSocketUrl(): string {
    return this.url.replace("http", "ws");
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it holds after a garbage collection, in bytes. */
  async memory(): Promise<NodeJS.MemoryUsage> {
    const answer = once(this.#child, "message");
    this.#child.send("memory");
    const [usage] = await answer;
    return usage as NodeJS.MemoryUsage;
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    const exited = once(this.#child, "exit");
    this.#child.kill();
    await exited;
  }
}
