import fc from "fast-check";
import type { RunRecord } from "../../plugin/record/types.ts";
import { ADDS, address, READ, READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";

/** Names that mean something to a format, a terminal, a browser or GitHub. */
export const HOSTILE: readonly string[] = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</code></td></table><h1>owned</h1>",
  "</script><!-- --><svg onload=alert(1)>",
  "]]></failure><failure>",
  "<!-- comment",
  "&lt;b&gt; &amp; &#60;i&#62;",
  "**bold** _emphasis_ ~~gone~~ `code`",
  "``` fence\n# heading\n- list",
  "`",
  "``tick``",
  "a|b\\|c\\\\|d",
  "| --- |\n| owned |",
  "[link](https://example.com) ![image](https://example.com/x.png)",
  "[link](1)",
  "https://example.com/x www.example.com mail@example.com",
  "@octocat #1 GH-1 octo/cat#2 1111111111111111111111111111111111111111",
  "{0} {1} {{2}}",
  ":smile: $x$ $$y$$",
  "\u001b[31mred\u001b]0;title\u0007",
  "\u0000\u0008\u000b\u000c\u000e\u007f\u009b2J",
  "line\r\nbreak\u2028and\u2029paragraph",
  "\u202egnp.exe\u202c \u2066isolated",
  "שלום עולם 123",
  "مرحبا (1, 2)",
  "z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358\u0359algo".repeat(4),
  `z${"\u0351".repeat(3000)}`,
  "\ud800 lone \udfff surrogates",
  "\ufffe\uffff",
  "👩‍🚀 完全な並列実行 \u{e0001}\u{e0041}",
  "../../../etc/passwd",
  "C:\\Windows\\system32",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "__proto__",
  "constructor",
  "",
  " ",
  "x".repeat(10_000),
  "w ".repeat(5000),
];

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...HOSTILE.slice(0, 28)), { maxLength: 3 }).map((all) => all.join("")),
  },
);

/** Every name of a record that can come from outside. */
export interface Names {
  readonly contract: string;
  readonly variable: string;
  readonly key: string;
  readonly called: string;
  readonly other: string;
  readonly title: string;
  readonly testFile: string;
  readonly file: string;
  readonly within: string;
  readonly note: string;
}

const names: fc.Arbitrary<Names> = fc.record({
  contract: name,
  variable: name,
  key: name,
  called: name,
  other: name,
  title: name,
  testFile: name,
  file: name,
  within: name,
  note: name,
});

/** A run in which every kind of name is shown in every place that shows names. */
export function recordNamed({
  contract,
  variable,
  key,
  called,
  other,
  title,
  testFile,
  file,
  within,
  note,
}: Names): RunRecord {
  const source = { file, line: 7 };
  const suite = new RecordBuilder().key("total", variable, source);
  suite.key("element", `${variable}[*]`, undefined, `${variable}[${key}]`);
  suite.members("packed", [
    { variable: `${contract}.a`, name: `${contract}.a`, source, type: "uint128", declaredIn: contract },
    { variable: `${contract}.b`, name: `${contract}.b`, source, type: "uint128" },
  ]);
  suite.row("unknown", { kind: "slot", address: address(9), slot: "0x02", contract, members: [] });
  suite.row("ether", { kind: "balance", address: address(9), contract, members: [] });
  const site = { total: { file, line: 8, function: within } };
  suite.test(title, testFile);
  for (let sent = 0; sent < 3; sent++) {
    suite.send(called, { total: READ_WRITE, unknown: READ_WRITE }, { readAt: site, writtenAt: site });
    suite.send(
      other,
      { total: READ_WRITE, element: ADDS, packed: READ_WRITE, ether: READ_WRITE },
      { changed: { packed: 1 } },
    );
  }
  suite.outsideTests().block(() => {
    for (let sent = 0; sent < 2; sent++) suite.send(other, { element: READ_WRITE, unknown: READ });
  });
  return suite.note(note).build();
}

export const hostileRecords: fc.Arbitrary<RunRecord> = names.map(recordNamed);

/** Each hostile name everywhere at once. */
export function allHostile(): { readonly name: string; readonly record: RunRecord }[] {
  return HOSTILE.map((text) => {
    const all = { contract: text, variable: text, key: text, called: text, other: text, title: text };
    return { name: text, record: recordNamed({ ...all, testFile: text, file: text, within: text, note: text }) };
  });
}
