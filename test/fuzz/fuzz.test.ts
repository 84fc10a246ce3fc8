import assert from "node:assert/strict";
import fc from "fast-check";
import { ROOT, runNode } from "../helpers/run.ts";
import { enginesCase, stockCase } from "./cases.ts";
import { checkEngines, keepThreads } from "./engines.ts";
import { readOptions, UsageError } from "./options.ts";
import { StockComparison } from "./stock.ts";
import { Tally } from "./tally.ts";

/** A part of what `npm run fuzz` does, always the same. */
const SEED = 20_260;

describe("A short share of the fuzzer", function () {
  this.timeout(300_000);

  it("gives the same with one thread, with several, and by plain runBlock, whichever levers are off", async () => {
    const keeper = await keepThreads();
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(enginesCase, (plan) => checkEngines(plan, tally)),
      { seed: SEED, numRuns: 40 },
    );
    await keeper.close();
    assert.ok(tally.transactions > 100 && tally.inParallel > 0 && tally.failed > 0, tally.toString());
  });

  it("gives the same answers as Hardhat's own network", async () => {
    const stock = new StockComparison();
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(stockCase, (plan) => stock.check(plan, tally)),
      { seed: SEED, numRuns: 12 },
    );
    await stock.close();
    assert.ok(tally.onStock > 20, tally.toString());
  });
});

describe("npm run fuzz", function () {
  this.timeout(120_000);

  const fuzz = (...args: string[]) => runNode(["test/fuzz/run.ts", ...args], ROOT);

  it("says its seed, ends when there are enough transactions, and counts what it compared", async () => {
    const { code, stdout, stderr } = await fuzz("--transactions", "60", "--seed", "77");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Seeds from 77, until 60 transactions or 19 minutes$/m);
    assert.match(stdout, /^Done: [\d,]+ transactions in [\d,]+ blocks equal to plain runBlock/m);
  });

  it("names the option that makes no sense", () => {
    assert.throws(() => readOptions(["--transactions", "0"]), UsageError);
    assert.throws(() => readOptions(["--seed", "x"]), /--seed must be a whole number from 0 up, not "x"/);
    assert.throws(() => readOptions(["--sead", "1"]), /--sead/);
    assert.equal(readOptions(["--help"]), "help");
  });
});
