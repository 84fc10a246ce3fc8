import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, ROOT, runHardhat } from "../helpers/run.ts";

const project = fixtureProject("suite");
const CLI = path.join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");

type Network = "hardhat" | "parallel";

describe("scripts and the console, on both networks", function () {
  this.timeout(300_000);
  before(async () => {
    await runHardhat(["build", "--quiet"], project);
  });

  function environment(network: Network) {
    return { FIXTURE_PARALLEL: network === "parallel" ? "yes" : "no" };
  }

  it("print the same, and fail in the same way: hardhat run", async () => {
    const run = (network: Network): Promise<Finished> =>
      runHardhat(["run", "--no-compile", "scripts/play.ts"], project, environment(network));
    const [stock, ours] = [await run("hardhat"), await run("parallel")];
    assert.match(stock.stdout, /blocks 14 31337/);
    assert.equal(ours.stdout, stock.stdout);
    assert.equal(ours.code, stock.code);
    assert.equal(ours.code, 1);
    assert.deepEqual(shown(ours.stderr), shown(stock.stderr));
    assert.ok(shown(stock.stderr).some((line) => line.includes("Failing.custom (contracts/Failing.sol:")));
  });

  it("evaluate the same: hardhat console", async () => {
    const lines = [
      "const { ethers } = await network.create()",
      'const token = await ethers.deployContract("Token", [1000n])',
      "await token.totalSupply()",
      'await token.transfer("0x00000000000000000000000000000000000000cc", 5000n)',
      "(await ethers.provider.getBlock(1)).gasUsed",
      'await token.mint("0x00000000000000000000000000000000000000cc", 5n).then(() => token.totalSupply())',
      ".exit",
    ];
    const type = async (network: Network): Promise<string> => {
      const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...environment(network) };
      const child = spawn(process.execPath, [CLI, "console", "--no-compile"], { cwd: project, env });
      let output = "";
      let typed = 0;
      for await (const chunk of child.stdout) {
        output += String(chunk);
        // The next line once the one before is evaluated.
        if (output.endsWith("> ") && typed < lines.length) child.stdin.write(`${lines[typed++]}\n`);
      }
      return output;
    };
    const [stock, ours] = [await type("hardhat"), await type("parallel")];
    assert.match(stock, /1000n[\s\S]*1005n/);
    assert.deepEqual(withoutCallers(ours), withoutCallers(stock));
  });
});

/** What stands on the standard error of the failure: its message and the Solidity frames. */
function shown(stderr: string): string[] {
  return stderr.split("\n").filter((line) => /Error: |\.sol:\d+\)/.test(line));
}

/** Stack traces end in the code of the network that answered. */
function withoutCallers(output: string): string[] {
  return output.split("\n").filter((line) => !/^\s+at /.test(line) || /\.sol:\d+\)/.test(line));
}
