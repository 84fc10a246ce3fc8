import assert from "node:assert/strict";
import { captured } from "../../../plugin/network/failures/captured-log.ts";

/** Prints under a name that is looked for. */
function printer(...values: unknown[]): void {
  console.log(...values);
}

describe("what one function prints", () => {
  let original: typeof console.log;
  let printed: unknown[][];
  beforeEach(() => {
    original = console.log;
    printed = [];
    console.log = (...values) => void printed.push(values);
  });
  afterEach(() => {
    console.log = original;
  });

  it("is kept, and what others print is not", async () => {
    const lines: string[] = [];
    const result = await captured("printer", lines, async () => {
      printer("kept");
      console.log("of another");
      printer("with", "more");
      return 5;
    });
    assert.equal(result, 5);
    assert.deepEqual(lines, ["kept"]);
    assert.deepEqual(printed, [["of another"], ["with", "more"]]);
  });

  it("is printed again afterwards, also after a failure", async () => {
    const lines: string[] = [];
    const failing = captured("printer", lines, async () => {
      printer("before");
      throw new Error("no");
    });
    await assert.rejects(failing, /^Error: no$/);
    printer("after");
    assert.deepEqual(lines, ["before"]);
    assert.deepEqual(printed, [["after"]]);
  });
});
