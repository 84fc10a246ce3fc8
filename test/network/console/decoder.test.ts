import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { AbiCoder, id } from "ethers";
import fc from "fast-check";
import type { NetworkConnection } from "hardhat/types/network";
import { consoleDecoder } from "../../../plugin/network/console/decoder.ts";
import { ConsolePrinter } from "../../../plugin/network/console/printer.ts";
import { fixtureRuntime } from "../../helpers/projects.ts";

const CONSOLE = "0x000000000000000000636f6e736f6c652e6c6f67";

/** Values that are awkward to print: format specifiers, signs, large numbers, other scripts. */
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  string: fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "%d of %s", "100%", "%%d %i", "%%%d", "%o %j", "üñí ✓", "a\nb"),
  ),
  uint256: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  int256: fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
  bool: fc.boolean(),
  address: fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((n) => `0x${n.toString(16).padStart(40, "0")}`),
  bytes: fc.uint8Array({ maxLength: 70 }),
};

function valuesOf(type: string): fc.Arbitrary<unknown> {
  const size = /^bytes(\d+)$/.exec(type)?.[1];
  if (size !== undefined) return fc.uint8Array({ minLength: Number(size), maxLength: Number(size) });
  const arbitrary = VALUES[type];
  assert.ok(arbitrary !== undefined, `no values for ${type}`);
  return arbitrary;
}

describe("console.log of contracts", () => {
  let network: NetworkConnection;
  let signatures: string[];

  before(async () => {
    network = await (await fixtureRuntime("suite")).network.create();
    const source = await readFile(fileURLToPath(import.meta.resolve("hardhat/console.sol")), "utf8");
    signatures = [...new Set(Array.from(source.matchAll(/"(log\([^)]*\))"/g), ([, signature]) => signature as string))];
  });

  /** The lines that Hardhat prints for a call to the console. */
  async function printedByHardhat(data: string): Promise<string[]> {
    const lines: string[] = [];
    const original = console.log;
    console.log = (line: string) => lines.push(line);
    try {
      await network.provider.request({ method: "eth_call", params: [{ to: CONSOLE, data }] });
    } finally {
      console.log = original;
    }
    return lines;
  }

  it("prints as Hardhat does, whatever the overload and the values", async () => {
    const decode = await consoleDecoder();
    assert.ok(signatures.length > 300);
    for (const signature of signatures) {
      const types = signature === "log()" ? [] : signature.slice(4, -1).split(",");
      await fc.assert(
        fc.asyncProperty(fc.tuple(...types.map(valuesOf)), async (values) => {
          const data = id(signature).slice(0, 10) + AbiCoder.defaultAbiCoder().encode(types, values).slice(2);
          const line = decode(hexToBytes(data as PrefixedHexString));
          assert.deepEqual(line === undefined ? [] : [line], await printedByHardhat(data), signature);
        }),
        { numRuns: 4 },
      );
    }
  });

  it("prints strings that are not UTF-8", async () => {
    const decode = await consoleDecoder();
    const data = id("log(string)").slice(0, 10) + AbiCoder.defaultAbiCoder().encode(["bytes"], ["0xfffe41"]).slice(2);
    assert.deepEqual([decode(hexToBytes(data as PrefixedHexString))], await printedByHardhat(data));
  });

  it("ignores calls that are no logs", async () => {
    const decode = await consoleDecoder();
    for (const data of ["0x", "0x12", "0x12345678", `${id("log(string)").slice(0, 10)}ff`] as PrefixedHexString[]) {
      assert.equal(decode(hexToBytes(data)), undefined);
    }
  });
});

describe("the console printer", () => {
  const message = (text: string) =>
    hexToBytes(
      (id("log(string)").slice(0, 10) +
        AbiCoder.defaultAbiCoder().encode(["string"], [text]).slice(2)) as PrefixedHexString,
    );

  it("prints in order, also when it is flushed again while it is still loading", async () => {
    const lines: string[] = [];
    const printer = new ConsolePrinter((line) => lines.push(line));
    printer.hold([message("a"), message("b")]);
    const first = printer.flush();
    printer.hold([message("c")]);
    await Promise.all([first, printer.flush()]);
    assert.deepEqual(lines, ["a", "b", "c"]);
  });

  it("forgets the messages that somebody else prints", async () => {
    const lines: string[] = [];
    const printer = new ConsolePrinter((line) => lines.push(line));
    const elsewhere = [message("a"), message("b")];
    printer.hold([message("a"), ...elsewhere]);
    printer.drop(elsewhere);
    await printer.flush();
    assert.deepEqual(lines, ["a"]);
  });
});
