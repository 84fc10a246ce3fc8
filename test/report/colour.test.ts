import assert from "node:assert/strict";
import chalk from "chalk";
import { colours } from "../../plugin/report/colour.ts";
import { ROOT, runNode } from "../helpers/run.ts";

const PRINT_LEVEL =
  'import { colours } from "./plugin/report/colour.ts"; process.stdout.write(String(colours().level));';

async function levelUnder(environment: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await runNode(["--input-type=module", "-e", PRINT_LEVEL], ROOT, { NO_COLOR: "", ...environment });
  return stdout;
}

describe("the colours of a report", () => {
  it("are refused by NO_COLOR, unless FORCE_COLOR asks for them", () => {
    assert.equal(colours({ NO_COLOR: "1" }).level, 0);
    assert.equal(colours({ NO_COLOR: "1", FORCE_COLOR: "1" }).level, chalk.level);
    assert.equal(colours({ NO_COLOR: "" }).level, chalk.level);
  });

  it("are left out of an output that is no terminal, and forced by FORCE_COLOR", async () => {
    assert.equal(await levelUnder({}), "0");
    assert.equal(await levelUnder({ FORCE_COLOR: "1" }), "1");
    assert.equal(await levelUnder({ FORCE_COLOR: "0" }), "0");
  });
});
