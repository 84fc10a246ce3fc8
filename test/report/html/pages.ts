import { Chalk } from "chalk";
import type { RunRecord } from "../../../plugin/record/types.ts";
import { findingsOf } from "../../../plugin/report/findings.ts";
import { htmlRenderer } from "../../../plugin/report/html/html.ts";
import type { PageData } from "../../../plugin/report/html/page-data.ts";
import type { RenderedRun } from "../../../plugin/report/renderer.ts";
import { ADDS, READ, READ_WRITE, RecordBuilder } from "../../helpers/run-record.ts";

/** A vault whose deposits are on lines 42 and 43, as `hotVariable` says. */
export const VAULT_SOURCE = [
  ...Array.from({ length: 11 }, (_, index) => `// line ${index + 1}`),
  "    uint256 public totalAssets;",
  "    mapping(address => uint256) balances;",
  ...Array.from({ length: 27 }, (_, index) => `    // line ${index + 14}`),
  "    function deposit(uint256 amount) external {",
  "        uint256 before = totalAssets; // </script><b>&amp;",
  "        totalAssets = before + amount;",
  "    }",
  "    // \u202E hidden",
].join("\n");

const renderer = htmlRenderer();

/** The page of a record, with the source of the vault. */
export async function pageOf(record: RunRecord, run: Partial<Omit<RenderedRun, "record">> = {}): Promise<string> {
  const readSource = (file: string) => (file === "contracts/Vault.sol" ? VAULT_SOURCE : undefined);
  const options = { columns: 80, chalk: new Chalk({ level: 0 }), run: { record, readSource, timeline: true, ...run } };
  return (await renderer)(findingsOf(record), options);
}

/** What the page's script gets. */
export function dataOf(page: string): PageData {
  const [, json = ""] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json) as PageData;
}

/** Tests with a block that ran on four threads, with executions that were thrown away, and a second one. */
export function executed(): RunRecord {
  const suite = new RecordBuilder().key("total", "Vault.totalAssets", { file: "contracts/Vault.sol", line: 12 });
  for (let user = 0; user < 9; user++) suite.key(`balance${user}`, "Vault.balances[*]");
  const timeline = Array.from({ length: 8 }, (_, transaction) => [
    {
      worker: transaction % 4,
      transaction,
      incarnation: 0,
      start: 10 * transaction,
      end: 10 * transaction + 9,
      ...(transaction === 5 && { abort: { reason: "stale-read" as const } }),
    },
    ...(transaction === 5 ? [{ worker: 0, transaction, incarnation: 1, start: 90, end: 99 }] : []),
  ]).flat();
  suite.test("Vault takes eight deposits in a block").block(
    () => {
      for (let user = 0; user < 8; user++) {
        const balance = `balance${user}`;
        const accesses: Record<string, number> = { [balance]: READ_WRITE };
        if (user < 6) accesses.total = READ_WRITE;
        const site = (line: number) => ({ total: { file: "contracts/Vault.sol", line, function: "Vault.deposit" } });
        const lines = user < 6 ? { readAt: site(42), writtenAt: site(43), moves: { total: "+" } } : {};
        const origins = { total: "f", [balance]: "f,a0" };
        suite.send("Vault.deposit", accesses, { gas: 50_000 + user, origins, ...lines });
      }
    },
    { mode: "parallel", threads: 4, timeline },
  );
  suite.test("Vault is looked at").send("Vault.peek", { total: READ }).send("Vault.peek", { total: READ });
  return suite.build();
}

/** A block of so many transactions that meet here and there, and on one counter. */
export function largeBlock(size: number): RunRecord {
  const suite = new RecordBuilder().key("total", "Vault.totalAssets");
  const accounts = Math.ceil(size / 3);
  for (let account = 0; account < accounts; account++) suite.key(`balance${account}`, "Token.balances[*]");
  suite.test("Everybody does something").block(() => {
    for (let sent = 0; sent < size; sent++) {
      const from = `balance${(sent * 7919) % accounts}`;
      const to = `balance${(sent * 104_729 + 1) % accounts}`;
      if (sent % 12 === 0) suite.send("Vault.deposit", { total: READ_WRITE, [from]: READ_WRITE }, { gas: 90_000 });
      else
        suite.send(
          "Token.transfer",
          { [from]: READ_WRITE, ...(to !== from && { [to]: ADDS }) },
          { gas: 40_000 + sent },
        );
    }
  });
  return suite.build();
}

/** Names that would do something if they were taken for anything but text. */
export const HOSTILE = [
  '<img src=x onerror="window.pwned=1">',
  "</script><script>window.pwned=2</script>",
  "<!--<script>",
  '"><svg onload=window.pwned=3>',
  "javascript:window.pwned=4",
  "\u202Eevil\u202D\u0000\u001b[31m\u2028red",
  "שלום עולם عربى",
  "x".repeat(10_000),
  "&lt;b&gt;&amp;",
];

/** A record in which everything has such a name. */
export function hostile(): RunRecord {
  const suite = new RecordBuilder();
  HOSTILE.forEach((name, index) => {
    suite.key(
      `key${index}`,
      `C${index}.${name}[*]`,
      { file: `contracts/${name}.sol`, line: 3 },
      `C${index}.${name}[${name}]`,
    );
  });
  HOSTILE.forEach((name, index) => {
    suite.test(name, `test/${name}.ts`);
    const site = (line: number) => ({ [`key${index}`]: { file: `contracts/${name}.sol`, line, function: name } });
    const options = { origins: { [`key${index}`]: "f" }, readAt: site(3), writtenAt: site(4) };
    for (let sent = 0; sent < 4; sent++) suite.send(`C${index}.${name}`, { [`key${index}`]: READ_WRITE }, options);
    suite.note(name);
  });
  const record = suite.build();
  const functions = record.functions.map((row) => ({ ...row, contract: row.name.slice(0, row.name.indexOf(".")) }));
  return { ...record, functions };
}
