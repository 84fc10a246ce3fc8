import assert from "node:assert/strict";
import fc from "fast-check";
import { waitsByVariable } from "../../plugin/analysis/by-variable.ts";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { sketch, tables } from "../helpers/tables.ts";

describe("waits by variable", () => {
  it("count each transaction once, however many of the variable's keys it waits on", () => {
    const { table, key } = sketch([
      [10, { a: "w", b: "w", x: "w" }],
      [10, { a: "r", b: "r" }],
      [10, { x: "r" }],
    ]);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    const variableOf = [];
    variableOf[key("a")] = 7;
    variableOf[key("b")] = 7;
    variableOf[key("x")] = 3;
    assert.deepEqual(
      waitsByVariable(graph, variableOf),
      new Map([
        [7, { waiting: 1, conflicting: 2 }],
        [3, { waiting: 1, conflicting: 2 }],
      ]),
    );
  });

  it("are those of sets that hold every transaction of every edge, on random blocks", () => {
    fc.assert(
      fc.property(tables, fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }), (table, variableOf) => {
        const graph = buildDependencies(table, ORDERING, "last-writer");
        const edges = [...graph.key].map((key, edge) => ({
          variable: variableOf[key],
          from: graph.from[edge] ?? 0,
          to: graph.to[edge] ?? 0,
        }));
        const transactions = (nodes: number[]): number => new Set(nodes.filter((node) => node < graph.size)).size;
        for (const [variable, { waiting, conflicting }] of waitsByVariable(graph, variableOf)) {
          const own = edges.filter((edge) => edge.variable === variable);
          assert.equal(waiting, transactions(own.map(({ to }) => to)));
          assert.equal(conflicting, transactions(own.flatMap(({ from, to }) => [from, to])));
        }
        assert.deepEqual(
          new Set(waitsByVariable(graph, variableOf).keys()),
          new Set(edges.map(({ variable }) => variable)),
        );
      }),
    );
  });
});
