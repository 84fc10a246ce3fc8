import assert from "node:assert/strict";
import { Chalk } from "chalk";
import { CATALOGUE } from "../../plugin/advice/catalogue.ts";
import { MEASURED } from "../../plugin/advice/measured.ts";
import { renderCatalogue, renderRemedy } from "../../plugin/report/remedy-text.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";

const OPTIONS = { columns: 80, chalk: new Chalk({ level: 0 }) };

describe("npx hardhat parallel advice", function () {
  this.timeout(120_000);

  function advice(...args: string[]): Promise<Finished> {
    return runHardhat(["parallel", "advice", ...args], fixtureProject("replay"));
  }

  it("lists the remedies", async () => {
    const { code, stdout, stderr } = await advice();
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${renderCatalogue(CATALOGUE, OPTIONS)}\n`);
  });

  it("prints one of them, with code before and after it and what was measured", async () => {
    const remedy = CATALOGUE.find(({ id }) => id === "global-counter");
    assert.ok(remedy !== undefined);
    const { code, stdout, stderr } = await advice("global-counter");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${renderRemedy(remedy, MEASURED.get(remedy.id) ?? [], OPTIONS)}\n`);
    for (const part of ["totalDeposits += msg.value;", "ShardedDeposits", "https://arxiv.org/abs/2203.06871"]) {
      assert.ok(stdout.includes(part), part);
    }
  });

  it("names the remedies there are for one that there is not", async () => {
    const { code, stderr } = await advice("global-count");
    assert.equal(code, 1);
    assert.match(stderr, /There is no remedy called global-count\. Use one of: .*global-counter/);
  });
});
