import assert from "node:assert/strict";
import { AstLayouter } from "../../plugin/source/ast-layout.ts";
import { Compilation } from "../../plugin/source/compilation.ts";
import { readStorageLayout, type StorageLayout } from "../../plugin/source/storage-layout.ts";
import { type CompiledProject, type CompileOptions, compile, readContract } from "./compile.ts";

const LAYOUT_AT = [
  "// SPDX-License-Identifier: MIT",
  "pragma solidity ^0.8.35;",
  "contract Base { uint128 a; uint256 transient t; uint256 immutable i = 1; uint256 constant C = 2; }",
  "uint256 constant START = 0x100;",
  "contract Moved layout at START + 5 is Base { uint128 b; uint8[33] c; bool d; address payable e; bytes f; }",
  'contract Named layout at erc7201("named.main") { uint256 x; }',
].join("\n");

const OLD = [
  "pragma solidity ^0.5.16;",
  "contract Base { bytes32 hash; address[2] both; }",
  "contract Old is Base {",
  "  enum Kind { A, B }",
  "  struct Pack { uint8 a; address b; Kind kind; mapping(string => uint64[3]) inner; }",
  "  uint112 r0; uint112 r1; uint32 time; Pack pack; Pack[2] packs; mapping(bytes => Pack) byKey;",
  "  function(uint) external callback; Old other; string s; uint24[] list; bool[40] flags;",
  "}",
].join("\n");

/** A layout with what its fields lead to, without the identifiers of types. */
function unfold(layout: StorageLayout | undefined): unknown {
  const describe = (id: string, depth: number): unknown => {
    const type = layout?.types.get(id);
    if (type === undefined || depth > 4) return id;
    switch (type.kind) {
      case "mapping":
        return { key: describe(type.key, depth + 1), value: describe(type.value, depth + 1) };
      case "dynamic-array":
        return { element: describe(type.element, depth + 1) };
      case "array":
        return { ...type, element: describe(type.element, depth + 1) };
      case "struct":
        return { slots: type.slots, members: type.members.map((member) => unfoldField(member, depth + 1)) };
      default:
        return type;
    }
  };
  const unfoldField = (field: StorageLayout["fields"][number], depth: number): unknown => ({
    ...field,
    type: describe(field.type, depth),
  });
  return layout?.fields.map((field) => unfoldField(field, 0));
}

describe("Layouts worked out from declarations", () => {
  const projects: CompiledProject[] = [];
  after(() => {
    for (const project of projects) project.remove();
  });

  const CASES: readonly { title: string; source: string; contracts: readonly string[]; options: CompileOptions }[] = [
    { title: "the zoo", source: readContract("Zoo.sol"), contracts: ["Zoo", "Base"], options: {} },
    { title: "layouts that begin elsewhere", source: LAYOUT_AT, contracts: ["Moved", "Named"], options: {} },
    { title: "Solidity 0.5", source: OLD, contracts: ["Old", "Base"], options: { compiler: "0.5.16" } },
  ];
  for (const { title, source, contracts, options } of CASES) {
    it(`are those of the compiler: ${title}`, async () => {
      const name = "project/contracts/Source.sol";
      const project = compile({ [name]: source }, options);
      projects.push(project);
      const compilation = await Compilation.load(project.artifacts, "build");
      assert.ok(compilation);
      for (const contract of contracts) {
        const node = compilation.contract(name, contract);
        assert.ok(node);
        const compiled = readStorageLayout(project.output(contract).storageLayout, compilation);
        const derived = new AstLayouter(compilation).contract(node);
        assert.ok(compiled !== undefined && compiled.fields.length > 0);
        assert.deepEqual(unfold(derived), unfold(compiled));
      }
    });
  }
});

describe("Reading the compiler's layout", () => {
  const noFacts = { enumMembers: () => undefined, underlyingType: () => undefined };

  it("gives none where there is none, or it is of an unknown form", () => {
    assert.equal(readStorageLayout(undefined, noFacts), undefined);
    assert.equal(readStorageLayout({ storage: "?" }, noFacts), undefined);
  });

  it("reads a contract without variables", () => {
    assert.deepEqual(readStorageLayout({ storage: [], types: null }, noFacts)?.fields, []);
  });
});
