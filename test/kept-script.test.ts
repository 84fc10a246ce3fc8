import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type KeptCode, readKept, writeKept } from "../plugin/kept-code.ts";
import { loadScript } from "../plugin/kept-script.ts";
import { ROOT, runNode } from "./helpers/run.ts";

const LOADER = fileURLToPath(new URL("./helpers/load-script.ts", import.meta.url));

/** A script as the build makes it, which exports a digit. */
function scriptOf(digit: number): string {
  return `(function(exports,require,module,host){"use strict";module.exports = { digit: ${digit}, own: require("./own.json"), host };})`;
}

describe("A script whose compiled form is kept", () => {
  let root: string;
  let chunks: string;
  let script: string;
  let cache: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-script-"));
    chunks = path.join(root, "node_modules", "hardhat-parallel", "dist", "chunks");
    cache = path.join(root, "node_modules", ".cache", "hardhat-parallel");
    script = path.join(chunks, "packages-ABCD1234.cjs");
    await mkdir(chunks, { recursive: true });
    await writeFile(path.join(chunks, "own.json"), '"beside it"');
    await writeFile(script, scriptOf(1));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** What the script exports in a process of its own, which uses parts of it. */
  async function load({ env = {}, options = [] as string[], file = script, parts = ["part"] } = {}): Promise<{
    digit: number;
  }> {
    const { code, stdout, stderr } = await runNode([...options, LOADER, file, ...parts], ROOT, env);
    assert.deepEqual([code, stderr], [0, ""]);
    return JSON.parse(stdout);
  }

  const kept = async (): Promise<string[]> => readdir(cache).catch(() => []);

  /** What is kept of the one script. */
  async function keptCode() {
    const [file] = await kept();
    return readKept(path.join(cache, file as string));
  }

  it("is a module in CommonJS, and given what it asks of its host", () => {
    const { exports } = loadScript(pathToFileURL(script), 7);
    assert.deepEqual(exports, { digit: 1, own: "beside it", host: 7 });
  });

  it("is compiled by the first process alone: later ones run what that has kept", async () => {
    assert.deepEqual(await load(), { digit: 1, own: "beside it", host: "host" });
    assert.equal((await kept()).length, 1);
    // V8 tells contents apart by their length only, which is why the name has to change with the content.
    await writeFile(script, scriptOf(2));
    assert.equal((await load()).digit, 1);
  });

  it("is not kept by a process that uses nothing of it", async () => {
    await load({ parts: [] });
    assert.deepEqual(await kept(), []);
  });

  it("is kept again by the next two processes, and after that by those that use more of it", async () => {
    const times: (number | undefined)[] = [];
    for (const parts of [["a"], ["a"], ["a"], ["a"], ["b"], ["b"], ["a", "c"]]) {
      await load({ parts });
      times.push((await keptCode())?.times);
    }
    assert.deepEqual(times, [1, 2, 3, 3, 4, 4, 5]);
    assert.deepEqual([...((await keptCode())?.parts ?? [])].sort(), ["a", "b", "c"]);
  });

  it("is kept once by a process that goes on using the same of it, and again when it uses more", async () => {
    await load({ parts: ["a", "keep", "a", "a"] });
    assert.equal((await keptCode())?.times, 1);
    await load({ parts: ["a", "keep", "a", "b"] });
    assert.equal((await keptCode())?.times, 3);
  });

  it("is not kept again without end, whatever is used of it", async () => {
    await load();
    const [file] = await kept();
    writeKept(path.join(cache, file as string), { ...((await keptCode()) as KeptCode), times: 11 });
    for (const parts of [["a"], ["b"]]) await load({ parts });
    assert.equal((await keptCode())?.times, 12);
  });

  it("is kept with all that was compiled before, also by a process that has compiled less", async () => {
    const large = `(function(exports,require,module){const f=()=>{${"Math.random();".repeat(500)}};if(process.argv.includes("large"))f();module.exports={digit:1};})`;
    await writeFile(script, large);
    await load({ parts: ["large"] });
    const before = (await keptCode())?.code.length ?? 0;
    await load({ parts: ["small"] });
    assert.ok(before > 2000);
    assert.ok(((await keptCode())?.code.length ?? 0) >= before);
    assert.deepEqual([...((await keptCode())?.parts ?? [])].sort(), ["large", "small"]);
  });

  it("is kept whole by processes that keep it at the same time", async () => {
    const parts = Array.from({ length: 4 }, (_, index) => `part ${index}`);
    await Promise.all(parts.map((part) => load({ parts: [part] })));
    assert.equal((await kept()).length, 1);
    assert.equal((await load()).digit, 1);
    assert.notEqual(await keptCode(), undefined);
  });

  it("is compiled anew where what was kept is damaged, and kept again", async () => {
    await load();
    const file = path.join(cache, (await kept())[0] as string);
    const bytes = await readFile(file);
    const damaged = Uint8Array.from(bytes, (byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte));
    await writeFile(script, scriptOf(2));
    for (const content of [damaged, bytes.subarray(0, 100), new Uint8Array(2), new Uint8Array(0)]) {
      await writeFile(file, content);
      assert.equal((await load()).digit, 2);
      assert.ok((await readFile(file)).length > 100);
    }
  });

  it("is compiled anew by a process with other options of V8, which keeps its own", async () => {
    await load();
    await load({ options: ["--no-opt"] });
    assert.equal((await kept()).length, 2);
  });

  it("is all that is kept of it: builds before are forgotten, other files are not", async () => {
    await load();
    await writeFile(path.join(cache, "sources.sha256"), "");
    const next = path.join(chunks, "packages-EFGH5678.cjs");
    await writeFile(next, scriptOf(3));
    assert.equal((await load({ file: next })).digit, 3);
    assert.match((await kept()).join(" "), /^packages-EFGH5678\.cjs\.\w+ sources\.sha256$/);
  });

  it("is not kept where Node is told to keep nothing", async () => {
    assert.equal((await load({ env: { NODE_DISABLE_COMPILE_CACHE: "1" } })).digit, 1);
    assert.deepEqual(await kept(), []);
  });

  it("is evaluated all the same where nothing can be kept", async () => {
    await writeFile(path.join(root, "node_modules", ".cache"), "no directory");
    assert.equal((await load()).digit, 1);
  });
});
