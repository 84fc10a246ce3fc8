import assert from "node:assert/strict";
import { children } from "../../plugin/source/ast.ts";
import { Compilation } from "../../plugin/source/compilation.ts";
import { storageUses } from "../../plugin/source/storage-uses.ts";
import { type CompileOptions, compile } from "./compile.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity >=0.5.0;
contract Uses {
    struct Order { uint256 price; uint256 filled; }
    uint256 internal x;
    uint256 internal constant LIMIT = 5;
    uint256[] internal list;
    mapping(uint256 => Order) internal orders;
    Order[] internal queue;

    function assigns(uint256 y) internal { x = y; }
    function adds(uint256 y) internal { x += y; }
    function counts() internal { x++; }
    function clears() internal { delete x; }
    function reads() internal view returns (uint256) { return x + LIMIT; }
    function both(uint256 y) internal returns (uint256 a) { (x, a) = (y, x); }
    function pushes() internal { list.push(x); }
    function measures() internal view returns (uint256) { return list.length; }
    function member(uint256 id) internal { orders[id].filled = x; }
    function element(uint256 id) internal { queue[id].filled = x; }
    function pointer(uint256 id) internal { Order storage order = orders[id]; order.price += 1; }
    function copies(uint256 id) internal view returns (uint256) { Order memory order = orders[id]; return order.price; }
    function passes(uint256 id) internal { take(orders[id]); }
    function take(Order storage order) internal { delete order.filled; }
    function branches(uint256 y) internal { if (y > 1) { x = 1; } else x = 2; x = 3; }
    function loops(uint256 y) internal { for (uint256 i = 0; i < y; i++) x += 1; }
    function returns_(uint256 y) internal { if (y > 1) return; x = 3; }
    function circuits(uint256 y) internal view returns (bool) { return y > 1 && x > 1; }
}`;

/** `x rw`: of the variable x, read and written; `p` for pointed to; with a dot a member, with a question mark not certain to happen. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  assigns: ["x w"],
  adds: ["x rw"],
  counts: ["x rw"],
  clears: ["x w"],
  reads: ["x r"],
  both: ["x w", "x r"],
  pushes: ["list rw", "x r"],
  measures: ["list r"],
  member: [".filled w", "x r"],
  element: [".filled w", "queue p", "x r"],
  pointer: ["orders p", ".price rw"],
  copies: ["orders r", ".price r"],
  passes: ["orders p"],
  take: [".filled w"],
  branches: ["x w?", "x w?", "x w"],
  loops: ["x rw?"],
  returns_: ["x w?"],
  circuits: ["x r?"],
};

for (const compiler of ["0.5.16", "current"] as const) {
  describe(`The uses of storage in functions, compiled by solc ${compiler}`, () => {
    let compilation: Compilation;
    const options: CompileOptions = { compiler };

    before(async () => {
      const project = compile({ "project/contracts/Uses.sol": SOURCE }, options);
      const loaded = await Compilation.load(project.artifacts, "build");
      project.remove();
      assert.ok(loaded);
      compilation = loaded;
    });

    for (const [name, expected] of Object.entries(EXPECTED)) {
      it(`are those of ${name}`, () => {
        const contract = compilation.contract("project/contracts/Uses.sol", "Uses");
        const node = children(contract, "nodes").find((member) => member.name === name);
        assert.ok(node);
        const found = storageUses(node, compilation).map(
          (use) =>
            `${use.isMember ? "." : ""}${use.name} ${use.reads ? "r" : ""}${use.writes ? "w" : ""}${use.points ? "p" : ""}${use.isCertain ? "" : "?"}`,
        );
        assert.deepEqual(found, expected);
      });
    }
  });
}
