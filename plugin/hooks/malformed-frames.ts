import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";

/** What Hardhat's server of WebSockets is an instance of. */
interface ServerClass {
  readonly prototype: EventEmitter;
}

/**
 * Has every WebSocket that a server accepts listen to its own errors. A client that sends what is no frame, or too large
 * a one, causes one; the connection is closed with the code for that either way, but Hardhat's server does not listen, and
 * an error that nobody listens to ends the process.
 *
 * @returns what undoes it: for servers from then on
 */
export function endureMalformedFrames(): () => void {
  const { prototype } = serverClass();
  const { emit } = prototype;
  prototype.emit = function (this: EventEmitter, event, ...values) {
    const [socket] = values as [EventEmitter | undefined];
    if (event === "connection") socket?.on("error", ({ message }: Error) => warn(message));
    return emit.call(this, event, ...values);
  };
  return () => {
    Reflect.deleteProperty(prototype, "emit");
  };
}

/** The very class that Hardhat uses. */
function serverClass(): ServerClass {
  const hardhat = createRequire(import.meta.url).resolve("hardhat/package.json");
  const { WebSocketServer } = createRequire(hardhat)("ws") as { WebSocketServer: ServerClass };
  return WebSocketServer;
}

function warn(message: string): void {
  process.emitWarning(`The connection of a WebSocket client was closed: ${message}`);
}
