import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { copyProject, edit } from "../helpers/project-copy.ts";
import { type Finished, ROOT, run } from "../helpers/run.ts";

const EXAMPLES = path.join(ROOT, "examples", "ci");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface GitlabJob {
  readonly script: readonly string[];
  readonly parallel?: number;
  readonly before_script?: readonly string[];
}

async function example(name: string): Promise<string> {
  return await readFile(path.join(EXAMPLES, name), "utf8");
}

/** Values of expressions: `matrix.shard`. */
type Context = Readonly<Record<string, string | number>>;

function evaluate(text: string, context: Context): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    assert.ok(Object.hasOwn(context, name), `nothing is known of ${name}`);
    return String(context[name]);
  });
}

describe("The examples for CI", function () {
  this.timeout(300_000);
  let project: string;
  let summary: string;
  let bin: string;

  before(async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "ci-examples-"));
    [project, summary, bin] = [path.join(directory, "vault"), path.join(directory, "summary.md"), directory];
    await copyProject("check", project);
    // The packages are there already.
    await writeFile(path.join(bin, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  });

  after(() => rm(path.dirname(project), { recursive: true, force: true }));

  function shell(script: string, env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
    const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    return run("bash", args, project, { PATH, GITHUB_STEP_SUMMARY: summary, ...env });
  }

  /** What a runner of GitHub does with the steps that run something; the first failure ends it. */
  async function runSteps(steps: readonly Step[], context: Context, action: Action): Promise<Finished> {
    let last: Finished = { code: 0, stdout: "", stderr: "" };
    for (const step of steps) {
      if (step.uses?.startsWith("./")) {
        const given = {
          ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
          ...step.with,
        };
        const inputs = Object.fromEntries(Object.entries(given).map(([name, value]) => [`inputs.${name}`, value]));
        last = await runSteps(action.runs.steps, inputs, action);
      } else if (step.run !== undefined) {
        const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, context)] as const);
        last = await shell(step.run, Object.fromEntries(env));
      }
      if (last.code !== 0) return last;
    }
    return last;
  }

  async function github(): Promise<Finished> {
    const { jobs } = parse(await example("github-workflow.yml")) as Workflow;
    const action = parse(await example("action/action.yml")) as Action;
    const shards = jobs.test?.strategy?.matrix.shard ?? [];
    for (const shard of shards) {
      const context = { "matrix.shard": shard, "strategy.job-total": shards.length };
      const tested = await runSteps(jobs.test?.steps ?? [], context, action);
      assert.equal(tested.code, 0, tested.stdout + tested.stderr);
    }
    assert.equal(jobs.check?.needs, "test");
    return await runSteps(jobs.check?.steps ?? [], {}, action);
  }

  /** @param tested Are the records there already? */
  async function gitlab(tested = false): Promise<Finished> {
    const {
      default: defaults,
      tests,
      "parallel check": check,
    } = parse(await example("gitlab-ci.yml")) as Record<string, GitlabJob>;
    const total = tests?.parallel ?? 1;
    const script = (job: GitlabJob | undefined) =>
      [...(defaults?.before_script ?? []), ...(job?.script ?? [])].join("\n");
    for (let index = 1; index <= total && !tested; index++) {
      const shard = await shell(script(tests), { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) });
      assert.equal(shard.code, 0, shard.stdout + shard.stderr);
    }
    return await shell(script(check));
  }

  function made(file: string): Promise<string> {
    return readFile(path.join(project, file), "utf8");
  }

  it("are YAML whose steps do one thing each, with actions of a fixed major version, and without secrets", async () => {
    const workflow = await example("github-workflow.yml");
    const { jobs } = parse(workflow, { strict: true, uniqueKeys: true }) as Workflow;
    const action = await example("action/action.yml");
    const { runs } = parse(action, { strict: true, uniqueKeys: true }) as Action;
    assert.equal(runs.using, "composite");
    for (const step of [...Object.values(jobs).flatMap(({ steps }) => steps), ...runs.steps]) {
      assert.equal((step.run === undefined ? 0 : 1) + (step.uses === undefined ? 0 : 1), 1, JSON.stringify(step));
      if (step.uses !== undefined)
        assert.match(step.uses, /^(?:[\w-]+\/[\w/-]+@v\d+|\.\/\.github\/actions\/parallel-check)$/);
      // An expression in a script would be executed, whatever a branch is called.
      assert.doesNotMatch(step.run ?? "", /\$\{\{/);
    }
    for (const step of runs.steps) if (step.run !== undefined) assert.equal(step.shell, "bash");
    for (const text of [workflow, action, await example("gitlab-ci.yml"), await example("check.sh")]) {
      assert.doesNotMatch(text, /secrets\.|_TOKEN/);
    }
  });

  it("pass the inputs to the action that it has", async () => {
    const { jobs } = parse(await example("github-workflow.yml")) as Workflow;
    const { inputs } = parse(await example("action/action.yml")) as Action;
    const [use] = jobs.check?.steps.filter(({ uses }) => uses?.startsWith("./")) ?? [];
    for (const name of Object.keys(use?.with ?? {})) assert.ok(Object.hasOwn(inputs, name), name);
  });

  it("pass what is well on GitHub, in shards, with a summary and findings for code scanning", async () => {
    const { code, stdout, stderr } = await github();
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual((await readdir(path.join(project, "records"))).sort(), ["shard-1.json", "shard-2.json"]);
    const text = await readFile(summary, "utf8");
    assert.match(text, /Vault\.donations/, "the report");
    assert.match(text, /^## Parallel check: passed/m);
    const { runs } = JSON.parse(await made("parallel.sarif"));
    assert.equal(runs[0].tool.driver.name, "hardhat-parallel");
    assert.deepEqual(JSON.parse(await made("parallel-check.sarif")).runs[0].results, []);
  });

  it("pass what is well on GitLab, and by hand", async () => {
    await rm(path.join(project, "records"), { recursive: true, force: true });
    const { code, stdout, stderr } = await gitlab();
    assert.equal(code, 0, stdout + stderr);
    assert.match(await made("parallel.md"), /Vault\.donations/);
    assert.match(await made("parallel-check.xml"), /<testsuites?\b/);
    const byHand = await run("bash", [path.join(EXAMPLES, "check.sh"), "--tolerance", "10%"], project);
    assert.equal(byHand.code, 0, byHand.stdout + byHand.stderr);
    assert.match(byHand.stdout, /^Passed: /m);
  });

  describe("with a change that makes everybody wait", () => {
    before(async () => {
      await edit(path.join(project, "contracts", "Vault.sol"), (source) =>
        source.replace(
          "        balances[msg.sender] += msg.value;",
          "        donations += msg.value;\n        balances[msg.sender] += msg.value;",
        ),
      );
      await rm(path.join(project, "records"), { recursive: true, force: true });
      await rm(summary, { force: true });
    });

    it("fail on GitHub, and say at which line in the log and in the summary", async () => {
      const { code, stdout } = await github();
      assert.equal(code, 1);
      assert.match(stdout, /read and written at contracts\/Vault\.sol:12 in Vault\.deposit/);
      const text = await readFile(summary, "utf8");
      assert.match(text, /^## Parallel check: failed/m);
      assert.match(text, /contracts\/Vault\.sol:12/);
      const { runs } = JSON.parse(await made("parallel-check.sarif"));
      assert.ok(runs[0].results.length > 0, "the lines are marked, too");
    });

    it("fail on GitLab with test cases that failed", async () => {
      assert.equal((await gitlab(true)).code, 1);
      assert.match(await made("parallel-check.xml"), /<failure\b/);
    });

    it("end with code 2 when there is nothing to check", async () => {
      await rm(path.join(project, "records"), { recursive: true, force: true });
      const action = parse(await example("action/action.yml")) as Action;
      const check = action.runs.steps.filter(({ name }) => name === "Check");
      const context = { "inputs.records": "none.json", "inputs.tolerance": "0.05", "inputs.working-directory": "." };
      assert.equal((await runSteps(check, context, action)).code, 2);
    });
  });
});
