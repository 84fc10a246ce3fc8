import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import type {
  AccountAccess,
  BlockRecord,
  Hex,
  StorageAccess,
  TransactionRecord,
} from "../../plugin/engine/access/types.ts";
import { buildRunRecord } from "../../plugin/record/builder.ts";
import { changedBytes, RunCollector, type TransactionContext } from "../../plugin/record/collector.ts";
import { serializeRunRecord } from "../../plugin/record/serialize.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { createNamer, type NamerOptions } from "../../plugin/source/namer.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf } from "../source/compile.ts";
import { addressKey, SlotCalculator, word } from "../source/slots.ts";

const SOURCE = [
  "pragma solidity ^0.8.0;",
  "library Sums { struct Sum { uint256 total; } function add(Sum storage s) external { s.total++; } }",
  "contract Pair {",
  "  uint112 reserve0; uint112 reserve1; uint32 updated;",
  "  mapping(address => uint256) shares;",
  "  Sums.Sum sum;",
  "  function swap() external { reserve0++; Sums.add(sum); shares[msg.sender]++; }",
  "}",
  "contract Counter { uint256 count; function increment() external { count++; } }",
  "contract Proxy { address target; uint256[2] gap; fallback() external { target.delegatecall(msg.data); } }",
].join("\n");

const SENDER: Hex = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
const PAIR: Hex = `0x${"aa".repeat(20)}`;
const COUNTER: Hex = `0x${"bb".repeat(20)}`;
const SUMS: Hex = `0x${"cc".repeat(20)}`;
const PROXY: Hex = `0x${"dd".repeat(20)}`;
const SWAP: Hex = "0x8119c065";
const INCREMENT: Hex = "0xd09de08a";

const BLOCK_TIME = 1_700_000_000n;

function storage(address: Hex, slot: bigint, by: Hex, before = 0n, after = before): StorageAccess {
  const site = { codeAddress: by, pc: 1, creation: false };
  return {
    address,
    slot: word(slot),
    looked: true,
    gasOnly: false,
    touched: before !== after,
    before: word(before),
    after: word(after),
    firstRead: site,
    ...(before !== after && { lastWrite: site }),
  };
}

function nonce(address: Hex): AccountAccess {
  const no = { read: false, credit: false, written: false, fee: false };
  return { address, field: "nonce", ...no, net: true, protocolRead: true, protocolWrite: true };
}

type Sent = Partial<TransactionRecord> & { runs?: readonly (readonly [Hex, string])[] };

function blockRecord(number: bigint, sent: readonly Sent[]): BlockRecord {
  return {
    number,
    hash: word(number),
    timestamp: BLOCK_TIME,
    hardfork: "osaka",
    coinbase: word(0n),
    gasUsed: 0n,
    execution: { mode: "sequential", threads: 1, timeline: [] },
    transactions: sent.map(({ runs = [], ...transaction }, index) => ({
      index,
      hash: word(number * 100n + BigInt(index)),
      from: SENDER,
      succeeded: true,
      gasUsed: 50_000n,
      storage: [],
      accounts: [],
      preimages: [],
      codes: runs.map(([address, contract]) => ({ address, codeHash: `0x${contract}` as Hex })),
      ...transaction,
    })),
  };
}

describe("Building the run record", () => {
  const projects = new Map<string, CompiledProject>();
  after(() => {
    for (const project of projects.values()) project.remove();
  });

  function projectOf(options: CompileOptions): CompiledProject {
    const id = JSON.stringify(options);
    const project = projects.get(id) ?? compile({ "project/contracts/Pair.sol": SOURCE }, options);
    projects.set(id, project);
    return project;
  }

  class Run {
    readonly collector = new RunCollector();
    readonly project: CompiledProject;
    #number = 0n;

    constructor(options: CompileOptions = {}) {
      this.project = projectOf(options);
    }

    mine(
      sent: readonly Sent[],
      where: { chain?: string; branch?: number; contexts?: TransactionContext[] } = {},
    ): this {
      const { chain = "default#0", branch = 0, contexts = [] } = where;
      const codeOf = (hash: Hex) => (hash === "0xabsent" ? undefined : this.project.runtime(hash.slice(2)));
      this.collector.addBlock({ chain, branch, record: blockRecord(++this.#number, sent), contexts, codeOf });
      return this;
    }

    build(options: Partial<NamerOptions> & { projectRoot?: string } = {}): Promise<RunRecord> {
      const namer = createNamer({ artifacts: this.project.artifacts, ...options });
      return buildRunRecord(this.collector, namer, options);
    }
  }

  const swap: Sent = { to: PAIR, selector: SWAP, runs: [[PAIR, "Pair"]] };

  it("names transactions, keys and functions", async () => {
    const access = storage(PAIR, 0n, PAIR, 1n, 2n);
    const record = await new Run().mine([{ ...swap, storage: [access], accounts: [nonce(SENDER)] }]).build();
    assert.deepEqual(record.functions, [
      {
        name: "Pair.swap",
        contract: "Pair",
        selector: SWAP,
        source: { file: "contracts/Pair.sol", line: lineOf(SOURCE, "function swap") },
      },
    ]);
    const source = { file: "contracts/Pair.sol", line: lineOf(SOURCE, "uint112 reserve0") };
    assert.deepEqual(record.keys, [
      {
        kind: "nonce",
        address: SENDER,
        members: [{ variable: "nonce of 0xf39F...2266", name: "nonce of 0xf39F...2266" }],
      },
      {
        kind: "slot",
        address: PAIR,
        slot: word(0n),
        contract: "Pair",
        members: [
          { variable: "Pair.reserve0", name: "Pair.reserve0", source, type: "uint112", declaredIn: "Pair" },
          { variable: "Pair.reserve1", name: "Pair.reserve1", source, type: "uint112", declaredIn: "Pair" },
          { variable: "Pair.updated", name: "Pair.updated", source, type: "uint32", declaredIn: "Pair" },
        ],
      },
    ]);
    assert.deepEqual(record.blocks[0]?.transactions[0], {
      hash: word(100n),
      from: SENDER,
      function: 0,
      phase: "hook",
      succeeded: true,
      gas: "50000",
      accesses: [
        { key: 0, flags: 224, origin: "s" },
        { key: 1, flags: 141, changed: 1, moves: "1..", origin: "f" },
      ],
    });
  });

  it("says which of several packed variables changed", async () => {
    const both = storage(PAIR, 0n, PAIR, 0n, (5n << 224n) | (7n << 112n));
    const high = storage(PAIR, 0n, PAIR, 1n << 223n, 0n);
    const none = storage(PAIR, 0n, PAIR, 7n);
    const alone = storage(PAIR, 2n, PAIR, 1n, 2n);
    const record = await new Run()
      .mine([both, high, none, alone].map((access) => ({ ...swap, storage: [access] })))
      .build();
    assert.deepEqual(
      record.blocks[0]?.transactions.map(({ accesses }) => accesses[0]?.changed),
      [0b110, 0b010, undefined, undefined],
    );
  });

  it("says how the values of variables moved", async () => {
    const shares = new SlotCalculator();
    const share = (key: bigint, before: bigint, after: bigint) =>
      storage(PAIR, shares.value(1n, word(key)), PAIR, before, after);
    const moved = [
      storage(PAIR, 0n, PAIR, 9n | (5n << 112n), 3n | (7n << 112n)),
      storage(PAIR, 0n, PAIR, 0n, BLOCK_TIME << 224n),
      storage(PAIR, 2n, PAIR, 41n, 42n),
      storage(PAIR, 2n, PAIR, 42n),
    ];
    const sent = moved.map((access): Sent => ({ ...swap, storage: [access] }));
    const changesKey: Sent = { ...swap, storage: [storage(PAIR, 2n, PAIR, 6n, 7n), share(6n, 0n, 1n)] };
    const readsKey: Sent = { ...swap, storage: [storage(PAIR, 2n, PAIR, 7n, 8n), share(7n, 3n, 3n)] };
    const last: Sent = { ...readsKey, preimages: shares.hashes };
    const record = await new Run().mine([...sent, changesKey, last]).build();
    const nameOf = (key: number) => record.keys[key]?.members[0]?.variable;
    assert.deepEqual(
      record.blocks[0]?.transactions.map(({ accesses }) => accesses.map(({ key, moves }) => [nameOf(key), moves])),
      [
        [["Pair.reserve0", "-+."]],
        [["Pair.reserve0", "..t"]],
        [["Pair.sum.total", "1"]],
        [["Pair.sum.total", undefined]],
        [
          ["Pair.sum.total", "k"],
          ["Pair.shares[*]", "1"],
        ],
        [
          ["Pair.sum.total", "1"],
          ["Pair.shares[*]", undefined],
        ],
      ],
    );
  });

  it("finds the bytes that changed, from the lowest", () => {
    const bytes = (before: bigint, after: bigint) => changedBytes({ before: word(before), after: word(after) });
    assert.equal(bytes(0n, 0n), 0);
    assert.equal(bytes(0n, 0x0100n), 0b10);
    assert.equal(bytes(0n, -1n), 0xffffffff);
    assert.equal(bytes(1n << 255n, 0n), 0x80000000);
  });

  it("uses the layout of the implementation for the storage of a proxy, and calls the account after it", async () => {
    const record = await new Run()
      .mine([
        {
          to: PROXY,
          selector: INCREMENT,
          runs: [
            [PROXY, "Proxy"],
            [COUNTER, "Counter"],
          ],
          storage: [storage(PROXY, 0n, COUNTER, 1n, 2n)],
          accounts: [{ ...nonce(PROXY), field: "balance" }],
        },
      ])
      .build();
    assert.equal(record.functions[0]?.name, "Counter.increment");
    assert.deepEqual(
      record.keys.map((key) => key.members[0]?.name),
      ["ether balance of 0xDDdD...DDDd (Counter)", "Counter.count"],
    );
    assert.equal(record.keys[0]?.members[0]?.variable, "ether balance of Counter");
  });

  it("uses the caller's layout for what a library does to its storage", async () => {
    const runs: Sent["runs"] = [
      [PAIR, "Pair"],
      [SUMS, "Sums"],
    ];
    const record = await new Run().mine([{ ...swap, runs, storage: [storage(PAIR, 2n, SUMS, 1n, 2n)] }]).build();
    assert.equal(record.keys[0]?.members[0]?.name, "Pair.sum.total");
  });

  it("uses the implementation's layout for what its library does to the storage of a proxy", async () => {
    const runs: Sent["runs"] = [
      [PROXY, "Proxy"],
      [PAIR, "Pair"],
      [SUMS, "Sums"],
    ];
    // The proxy's own variable lies where the implementation has its sum, and the proxy worked on the account first.
    const used = [storage(PROXY, 9n, PROXY), storage(PROXY, 0n, PAIR), storage(PROXY, 2n, SUMS, 1n, 2n)];
    const record = await new Run().mine([{ ...swap, to: PROXY, runs, storage: used }]).build();
    assert.ok(record.keys.some((key) => key.members[0]?.name === "Pair.sum.total"));
  });

  it("makes one key of a slot, through whatever code it is used", async () => {
    const record = await new Run()
      .mine([
        { to: PROXY, runs: [[PROXY, "Proxy"]], storage: [storage(PROXY, 0n, PROXY)] },
        {
          to: PROXY,
          runs: [
            [PROXY, "Proxy"],
            [COUNTER, "Counter"],
          ],
          storage: [storage(PROXY, 0n, COUNTER, 1n, 2n)],
        },
      ])
      .build();
    assert.equal(record.keys.length, 1);
  });

  it("knows that after a revert the same address may be another contract", async () => {
    const record = await new Run()
      .mine([{ ...swap, storage: [storage(PAIR, 0n, PAIR)] }])
      .mine([{ ...swap, runs: [[PAIR, "Counter"]], storage: [storage(PAIR, 0n, PAIR)] }], { branch: 1 })
      .build();
    assert.deepEqual(
      record.keys.map((key) => key.members[0]?.name),
      ["Counter.count", "Pair.reserve0"],
    );
  });

  it("remembers contracts from before a revert", async () => {
    const record = await new Run()
      .mine([{ ...swap, storage: [storage(PAIR, 0n, PAIR)] }])
      .mine([{ to: SENDER, accounts: [{ ...nonce(PAIR), field: "balance" }] }], { branch: 1 })
      .build();
    assert.deepEqual(
      record.keys.filter((key) => key.kind === "balance").map((key) => key.contract),
      ["Pair"],
    );
  });

  it("takes hashes that any transaction has shown", async () => {
    const slots = new SlotCalculator();
    const slot = slots.value(1n, addressKey(SENDER));
    const record = await new Run()
      .mine([{ ...swap, storage: [storage(PAIR, slot, PAIR)] }])
      .mine([{ ...swap, preimages: slots.hashes }], { branch: 1 })
      .build({ labels: new Map([[SENDER, "signer 0"]]) });
    assert.equal(record.keys[0]?.members[0]?.name, "Pair.shares[0xf39F...2266 (signer 0)]");
  });

  it("calls accounts in keys after their contracts", async () => {
    const slots = new SlotCalculator();
    const slot = slots.value(1n, addressKey(COUNTER));
    const runs: Sent["runs"] = [
      [PAIR, "Pair"],
      [COUNTER, "Counter"],
    ];
    const record = await new Run()
      .mine([{ ...swap, runs, preimages: slots.hashes, storage: [storage(PAIR, slot, PAIR)] }])
      .build();
    assert.equal(record.keys[0]?.members[0]?.name, "Pair.shares[0xbBbB...BBbB (Counter)]");
  });

  it("falls back to address and slot where the code is unknown", async () => {
    const record = await new Run()
      .mine([{ ...swap, runs: [[PAIR, "absent"]], storage: [storage(PAIR, 0n, PAIR)] }])
      .build();
    assert.deepEqual(record.keys, [{ kind: "slot", address: PAIR, slot: word(0n), members: [] }]);
    assert.deepEqual(record.functions, [{ name: `0xaAaA...aaAa: ${SWAP}`, selector: SWAP }]);
    assert.equal(record.notes, undefined);
  });

  it("names slots without the compiler's layout, and says once where it cannot", async () => {
    const access = storage(PAIR, 0n, PAIR);
    const derived = await new Run({ withoutLayout: true }).mine([{ ...swap, storage: [access] }]).build();
    assert.equal(derived.keys[0]?.members[0]?.name, "Pair.reserve0");
    assert.equal(derived.notes, undefined);

    const missing = await new Run({ withoutBuildInfo: true })
      .mine([{ ...swap, storage: [access, storage(PAIR, 1n, PAIR)] }])
      .build();
    assert.deepEqual(missing.keys[0]?.members, []);
    assert.equal(missing.keys[0]?.contract, "Pair");
    assert.equal(missing.notes?.length, 1);
    assert.match(missing.notes[0] ?? "", /^Slots of Pair are shown by number/);
  });

  it("tells tests apart by identity, and names their files from the project's root", async () => {
    const root = resolve("project");
    const first = { title: "swaps", file: join(root, "test", "Pair.ts") };
    const second = { ...first };
    const record = await new Run()
      .mine([swap], { contexts: [{ test: first, phase: "body" }] })
      .mine([swap], { contexts: [{ test: second, phase: "body" }] })
      .mine([swap], { contexts: [{ test: first, phase: "body" }] })
      .mine([swap], { contexts: [{ test: { title: "no file" }, phase: "body" }] })
      .build({ projectRoot: root });
    assert.deepEqual(record.tests, [
      { title: "no file" },
      { title: "swaps", file: "test/Pair.ts" },
      { title: "swaps", file: "test/Pair.ts" },
    ]);
    assert.deepEqual(
      record.blocks.map((block) => block.transactions[0]?.test),
      [1, 2, 1, 0],
    );
  });

  it("reads the phase when the record is built, since a fixture is known as one only at its end", async () => {
    const context = { test: { title: "swaps" }, phase: "body" as "body" | "fixture" };
    const run = new Run().mine([swap], { contexts: [context] });
    context.phase = "fixture";
    assert.equal((await run.build()).blocks[0]?.transactions[0]?.phase, "fixture");
  });

  it("passes over empty blocks, and forgets everything when it is cleared", async () => {
    const run = new Run().mine([]).mine([swap]);
    assert.equal((await run.build()).blocks.length, 1);
    run.collector.clear();
    const record = await run.build();
    assert.deepEqual([record.blocks, record.keys, record.functions], [[], [], []]);
  });

  it("gives the same text for the same run", async () => {
    const text = async () => {
      const record = await new Run()
        .mine([{ ...swap, storage: [storage(PAIR, 2n, PAIR), storage(PAIR, 0n, PAIR)] }, swap])
        .mine([swap], { chain: "other#0" })
        .build();
      return serializeRunRecord(record, { execution: false });
    };
    assert.equal(await text(), await text());
  });
});
