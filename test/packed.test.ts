import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { PackedModules, type Packing } from "../plugin/packed.ts";

/** As the build makes it: two parts, of which one imports a package, and the other one imports the first. */
const SCRIPT = `(function(exports,require,module,host){"use strict";
  const evaluated = [];
  const once = (name, evaluate) => { let known; return () => (known ??= (evaluated.push(name), evaluate())); };
  exports.parts = {
    greeting: once("greeting", () => ({ text: host.external("words").default + "!", evaluated })),
    caller: once("caller", () => ({ call: () => host.importPart("greeting"), url: host.url })),
  };
})`;

describe("The modules of the built package", () => {
  let directory: string;
  let loads: string[];
  let packed: PackedModules;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-packed-"));
    loads = [];
    const script = path.join(directory, "plugin-ABCD1234.cjs");
    await writeFile(script, SCRIPT);
    const packing: Packing = {
      script: pathToFileURL(script),
      url: "file:///chunks/packed.js",
      resolve: (specifier) => specifier,
      imports: { greeting: ["words"], caller: [] },
      packages: {
        words: async () => {
          loads.push("words");
          return { default: "hello" };
        },
      },
    };
    packed = new PackedModules(packing);
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("are evaluated once, whichever way they are asked for", async () => {
    const [first, second] = await Promise.all([packed.importPart("greeting"), packed.importPart("greeting")]);
    assert.equal(first, second);
    assert.equal(packed.part("greeting"), first);
    const { call } = packed.part("caller") as { call: () => Promise<unknown> };
    assert.equal(await call(), first);
    assert.deepEqual(first.evaluated, ["greeting", "caller"]);
  });

  it("are evaluated when the packages are loaded that they import", async () => {
    assert.equal((await packed.importPart("greeting")).text, "hello!");
    assert.deepEqual(loads, ["words"]);
  });

  it("take the packages that whoever asks for them has loaded", async () => {
    packed.provide({ words: { default: "hi" } });
    assert.equal(packed.part("greeting").text, "hi!");
    await packed.importPart("greeting");
    assert.deepEqual(loads, []);
  });

  it("are told where to look for what is beside them", () => {
    assert.equal(packed.part("caller").url, "file:///chunks/packed.js");
  });

  it("are not evaluated without their packages, and say which is missing", () => {
    assert.throws(() => packed.part("greeting"), /"words" has not been loaded/);
  });

  it("are named in the error when there is no such one", () => {
    assert.throws(() => packed.part("missing"), /There is no part "missing" in .*plugin-ABCD1234\.cjs/);
  });
});
