import assert from "node:assert/strict";
import { compileContracts } from "../../bench/engine/contracts/compile.ts";
import { loadContracts } from "../../bench/engine/workloads/contracts.ts";
import { syntheticWorkloads } from "../../bench/engine/workloads/synthetic.ts";
import { assertFile } from "../examples/pages.ts";

const COUNT = { warmUp: 0, measured: 1 };

describe("The contracts of the benchmark", function () {
  this.timeout(60_000);

  it("are kept as the compiler makes them of their sources", () => {
    const compiled = `${JSON.stringify(compileContracts(), undefined, 2)}\n`;
    assertFile("bench/engine/contracts/compiled.json", () => compiled);
  });

  it("include Uniswap's where its package is installed, and only there", () => {
    const names = (from: string | URL) => syntheticWorkloads(loadContracts(from), COUNT).map(({ name }) => name);
    const [all, others] = [names(import.meta.url), names("/nowhere/package.json")];
    const swapping = ["swap-one-pool", "mixed", "automine-swap-one-pool", "automine-mixed"];
    assert.deepEqual(
      all.filter((name) => !others.includes(name)),
      swapping,
    );
    assert.deepEqual(
      others,
      all.filter((name) => !swapping.includes(name)),
    );
  });

  it("are deployed without Uniswap's, too, so that what is left can be measured", async () => {
    const workloads = syntheticWorkloads(loadContracts("/nowhere/package.json"), COUNT);
    const workload = workloads.find(({ name }) => name === "automine-erc20");
    const chain = await workload?.chain();
    const codes = [...(chain?.genesis.values() ?? [])].filter(({ code }) => code !== undefined);
    assert.equal(codes.length, 4);
    assert.equal(chain?.measured[0]?.length, 20);
  });
});
