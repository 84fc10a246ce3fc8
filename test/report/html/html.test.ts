import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { empty, hotVariable } from "../records.ts";
import { dataOf, executed, HOSTILE, hostile, largeBlock, pageOf } from "./pages.ts";

/** Contents of the elements of a kind that stand in the markup. */
function elements(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "gs"))].map(([, text]) => text ?? "");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

describe("The HTML report", () => {
  it("is one file that asks for no other, under a policy that lets nothing run but its own script", async () => {
    const page = await pageOf(hotVariable());
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [json, script = ""] = elements(page, "script");
    assert.match(policy, /^default-src 'none'; /);
    assert.ok(policy.includes(`script-src ${hashOf(script)};`));
    assert.ok(policy.includes(`style-src ${hashOf(elements(page, "style")[0] ?? "")};`));
    assert.ok(policy.includes("require-trusted-types-for 'script'; trusted-types default"));
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(elements(page, "script").length, 2);
    assert.doesNotMatch(json ?? "", /[<>]/);
    const markup = page.replace(script, "");
    assert.doesNotMatch(markup, /<(link|script|img|iframe|object|embed)[^>]*(src|href)="(?!data:,)/);
    assert.doesNotMatch(markup, / style="| on[a-z]+="/);
  });

  it("says what it found in text, also where no script runs", async () => {
    const page = await pageOf(hotVariable());
    assert.match(page, /<strong>38 of 40<\/strong> transactions of <q dir="auto">Vault takes deposits from many users/);
    assert.match(page, /<code dir="auto">Vault\.totalAssets<\/code>/);
    assert.match(page, /<caption>Speedup over one thread<\/caption>/);
    assert.match(page, /All tests and blocks<\/caption>/);
  });

  it("shows the lines of the source that make transactions wait, and links to them", async () => {
    const page = await pageOf(hotVariable());
    const [row = ""] = /<tr id="L0-42".*?<\/tr>/s.exec(page) ?? [];
    assert.match(row, /class="read"/);
    assert.ok(row.includes("uint256 before = totalAssets; // &lt;/script>&lt;b>&amp;amp;"));
    assert.match(row, /37 times a transaction waits to read it here/);
    assert.match(page, /<a class="place"[^>]* href="#L0-43">Vault\.sol:43<\/a>/);
    assert.match(page, /\\u\{202e\} hidden/, "direction marks would hide what the code does");
  });

  it("names a line that both reads and writes once", async () => {
    const record = JSON.parse(JSON.stringify(hotVariable()), (key, value) => (key === "writtenAt" ? 0 : value));
    const [read] = record.sites;
    assert.equal(read.line, 42);
    assert.match(await pageOf(record), /<li>read and written at <a class="place"[^>]*>Vault\.sol:42<\/a><\/li>/);
    assert.match(
      await pageOf(hotVariable()),
      /<li>read at <a [^>]*>Vault\.sol:42<\/a>, written at <a [^>]*>Vault\.sol:43/,
    );
  });

  it("says which sources it did not find, and at which lines they are concerned", async () => {
    const page = await pageOf(hotVariable(), { readSource: () => undefined });
    assert.match(page, /Not found in the project, so not shown: 1 file with findings/);
    assert.match(page, /contracts\/Vault\.sol<\/code>, lines 12, 42, 43/);
    assert.doesNotMatch(page, /href="#L0/);
  });

  it("holds only sources with findings, and those with most waits where there is no room for all", async () => {
    const asked: string[] = [];
    const readSource = (file: string) => {
      asked.push(file);
      return "x".repeat(700_000);
    };
    const page = await pageOf(hotVariable(), { readSource });
    assert.deepEqual(asked, ["contracts/Vault.sol"]);
    assert.match(page, /Left out, as the page would be too large: 1 file with findings/);
  });

  it("is the same for the same record, but for how the run was executed, which can be left out", async () => {
    const record = executed();
    const otherwise = {
      ...record,
      blocks: record.blocks.map(({ execution, ...block }) => ({
        ...block,
        ...(execution && { execution: { ...execution, threads: 3, timeline: execution.timeline.slice(0, 4) } }),
      })),
    };
    assert.equal(await pageOf(record), await pageOf(record));
    assert.notEqual(await pageOf(record), await pageOf(otherwise));
    assert.equal(await pageOf(record, { timeline: false }), await pageOf(otherwise, { timeline: false }));
  });

  it("gives the script the executions of a test's blocks, with their places in the test", async () => {
    const [block] = dataOf(await pageOf(executed())).blocks;
    assert.equal(block?.title, "Vault takes eight deposits in a block");
    assert.equal(block.run?.threads, 4);
    assert.equal(block.run.executions.length, 9);
    assert.deepEqual(
      block.run.executions.filter(({ transaction }) => transaction === 5),
      [
        { worker: 1, transaction: 5, incarnation: 0, start: 50, end: 59, aborted: "stale read" },
        { worker: 0, transaction: 5, incarnation: 1, start: 90, end: 99 },
      ],
    );
  });

  it("takes no name for anything but text", async () => {
    const page = await pageOf(hostile());
    const script = elements(page, "script").at(-1) ?? "";
    const markup = page.replace(script, "");
    assert.equal(elements(page, "script").length, 2);
    assert.doesNotMatch(markup, /<img|<svg onload|<!--|href="javascript/);
    assert.ok(markup.includes("&lt;img src=x onerror=&quot;window.pwned=1&quot;>"));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    assert.doesNotMatch(markup, /[\u0000-\u0008\u000b-\u001f\u202d\u202e\u2028]/);
    assert.doesNotMatch(markup, /x{200}/, "a name of 10,000 letters loses its middle");
    assert.equal(dataOf(page).blocks.length, HOSTILE.length);
  });

  it("stays below a megabyte and a half for a small run, and holds the worst blocks of a large one", async () => {
    assert.ok((await pageOf(hotVariable())).length < 1_500_000);
    const [large] = dataOf(await pageOf(largeBlock(1000))).blocks;
    assert.equal(large?.gas.length, 1000);
  });

  it("says that there is nothing to see where there is nothing", async () => {
    const page = await pageOf(empty());
    assert.match(page, /No transaction was sent on a network of the parallel engine/);
    assert.match(page, /there is nothing to compare/);
    assert.deepEqual(dataOf(page).blocks, []);
  });

  it("brings the licences of the libraries in it", async () => {
    const page = await pageOf(empty());
    for (const name of ["echarts", "zrender", "preact", "tinyqueue"]) assert.match(page, new RegExp(`\\n${name} \\d`));
    assert.match(page, /Apache License\s+Version 2\.0/);
    assert.match(page, /This product includes software developed at/);
  });
});
