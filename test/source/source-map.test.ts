import assert from "node:assert/strict";
import fc from "fast-check";
import { type CompiledBytecode, SourceMap } from "../../plugin/source/source-map.ts";
import { compile, readContract } from "./compile.ts";

function read(bytecode: CompiledBytecode): SourceMap {
  const map = SourceMap.read(bytecode);
  assert.ok(map);
  return map;
}

describe("A source map", () => {
  it("has an entry for each instruction, whatever data stands between them", () => {
    // PUSH2 5b5b, PUSH0, SLOAD, PUSH32 ..., SSTORE
    const map = read({ object: `615b5b5f547f${"00".repeat(32)}55`, sourceMap: "1:2:0;3:4:0;5:6:0;7:8:0;9:10:1" });
    assert.deepEqual(map.at(0), { start: 1, length: 2, file: 0 });
    assert.deepEqual(map.at(3), { start: 3, length: 4, file: 0 });
    assert.deepEqual(map.at(4), { start: 5, length: 6, file: 0 });
    assert.deepEqual(map.at(38), { start: 9, length: 10, file: 1 });
    for (const inside of [1, 2, 6, 37, 39]) assert.equal(map.at(inside), undefined);
  });

  it("repeats what an entry leaves out", () => {
    const map = read({ object: "5f5f5f5f5f", sourceMap: "1:9:2:-;:3;;4::-1;:::i:7" });
    assert.deepEqual(map.at(1), { start: 1, length: 3, file: 2 });
    assert.deepEqual(map.at(2), { start: 1, length: 3, file: 2 });
    assert.deepEqual(map.at(3), { start: 4, length: 3, file: -1 });
    assert.deepEqual(map.at(4), { start: 4, length: 3, file: -1 });
  });

  it("is read back as it was written, however it is compressed", () => {
    const entry = fc.tuple(fc.nat(999), fc.nat(99), fc.integer({ min: -1, max: 3 }));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        let last: readonly number[] = [];
        const compressed = entries.map((values) => {
          const fields = values.map((value, i) => (value === last[i] ? "" : String(value)));
          last = values;
          return fields.join(":").replace(/:+$/, "");
        });
        const map = read({ object: "5f".repeat(entries.length), sourceMap: compressed.join(";") });
        entries.forEach(([start, length, file], position) => {
          assert.deepEqual(map.at(position), { start, length, file });
        });
      }),
    );
  });

  it("knows calls, where they lead, and the functions that are called or listed", () => {
    // 0: PUSH1 7, PUSH1 8, JUMP (a call); 5: STOP, STOP, JUMPDEST; 8: JUMPDEST, JUMP (a return); 10: JUMPDEST, STOP
    const map = read({
      object: "60076008560000" + "5b5b565b00",
      sourceMap: "0:1:0:-;;:::i;:::-;;;;:::o;:::-;",
      functionDebugData: {
        helper: { entryPoint: 8, id: null },
        "@f_3": { entryPoint: 10, id: 3 },
        "@g_4": { entryPoint: null, id: 4 },
      },
    });
    assert.equal(map.isCall(4), true);
    assert.equal(map.isCall(9), false);
    assert.equal(map.targetOf(4), 8);
    assert.equal(map.functionAt(7), undefined);
    assert.deepEqual(map.functionAt(9), { entryPoint: 8, astId: undefined });
    assert.deepEqual(map.functionAt(11), { entryPoint: 10, astId: 3 });
    assert.equal(map.tellsHelpers, true);
  });

  it("takes called places for functions where the compiler lists none", () => {
    const map = read({ object: "600760085600005b5b56", sourceMap: "0:1:0:-;;:::i;:::-;;;;:::o" });
    assert.deepEqual(map.functionAt(9), { entryPoint: 8, astId: undefined });
    assert.equal(map.tellsHelpers, false);
  });

  it("leaves out constants around an instruction: they may be pushed for several", () => {
    const map = read({ object: "5f60015460025f", sourceMap: "1:1:0;2:1:0;3:1:0;4:1:0;5:1:0" });
    assert.deepEqual(
      map.around(3, 2).map(({ start }) => start),
      [1, 5],
    );
  });

  it("is absent where there is no code", () => {
    assert.equal(SourceMap.read({}), undefined);
    assert.equal(SourceMap.read({ object: "", sourceMap: "" }), undefined);
  });

  it("is absent where the compiler wrote one of another form", () => {
    assert.equal(SourceMap.read({ object: "5f5f", sourceMap: { pc_pos_map: {} } as never }), undefined);
  });

  for (const compiler of ["0.5.16", "0.8.19", "current"] as const) {
    it(`points to the text of a simple assignment, compiled by solc ${compiler}, libraries not linked`, () => {
      const source = readContract("Lines.sol");
      const project = compile({ "project/contracts/Lines.sol": source }, { compiler });
      try {
        const { deployedBytecode } = project.output("Lines").evm;
        const map = read(deployedBytecode);
        const texts = new Set<string>();
        const code = project.runtime("Lines");
        for (let position = 0; position < code.length; position++) {
          const mapping = map.at(position);
          if (code[position] !== 0x55 || mapping?.file !== 0) continue;
          texts.add(source.slice(mapping.start, mapping.start + mapping.length));
        }
        for (const text of ["count += by", "order.filled += amount", "balances[from] = before - amount"]) {
          assert.ok(texts.has(text), `${text} is not among ${[...texts].join(", ")}`);
        }
        assert.ok(!texts.has("count++"), "what only the constructor calls is not deployed");
      } finally {
        project.remove();
      }
    });
  }
});
