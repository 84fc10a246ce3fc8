import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "node:util";

/** Turns the input of a call to the console address into the line that it prints; undefined when it is no known call. */
export type ConsoleDecoder = (input: Uint8Array) => string | undefined;

let decoder: Promise<ConsoleDecoder> | undefined;

/**
 * The decoder of the `console.log` overloads in the installed `hardhat/console.sol`. Loaded once, at the first message:
 * most suites print none.
 */
export function consoleDecoder(): Promise<ConsoleDecoder> {
  decoder ??= createDecoder();
  return decoder;
}

async function createDecoder(): Promise<ConsoleDecoder> {
  const [{ AbiCoder, id }, source] = await Promise.all([
    import("ethers"),
    readFile(fileURLToPath(import.meta.resolve("hardhat/console.sol")), "utf8"),
  ]);
  const typesBySelector = new Map<string, string[]>();
  for (const [, signature = "", types = ""] of source.matchAll(/encodeWithSignature\("(log\(([^)]*)\))"/g)) {
    typesBySelector.set(id(signature).slice(2, 10), types === "" ? [] : types.split(","));
  }
  const coder = AbiCoder.defaultAbiCoder();
  return (input) => {
    const bytes = Buffer.from(input);
    const types = typesBySelector.get(bytes.toString("hex", 0, 4));
    if (types === undefined) return undefined;
    // Strings are read as bytes: Solidity does not promise valid UTF-8, and a log must not fail on it.
    const encoded = types.map((type) => (type === "string" ? "bytes" : type));
    let values: unknown[];
    try {
      values = coder.decode(encoded, bytes.subarray(4)).toArray();
    } catch {
      return undefined;
    }
    const words = values.map((value, i) => formatValue(types[i] as string, value));
    // Numbers arrive as decimal text, because they may be too large for %d and %i.
    if (words[0] !== undefined) words[0] = words[0].replace(/((?<!%)(?:%%)*)(%[di])/g, "$1%s");
    return format(...words);
  };
}

function formatValue(type: string, value: unknown): string {
  if (type === "string") return Buffer.from((value as string).slice(2), "hex").toString("utf8");
  return type === "address" ? (value as string).toLowerCase() : String(value);
}
