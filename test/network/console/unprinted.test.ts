import assert from "node:assert/strict";
import { hexToBytes } from "@ethereumjs/util";
import { AbiCoder, id } from "ethers";
import { unprinted } from "../../../plugin/network/console/unprinted.ts";

function logged(text: string): Uint8Array {
  const values = AbiCoder.defaultAbiCoder().encode(["string"], [text]);
  return hexToBytes(`0x${id("log(string)").slice(2, 10)}${values.slice(2)}`);
}

describe("what is executed once more", () => {
  let original: typeof console.log;
  let lines: unknown[][];
  beforeEach(() => {
    original = console.log;
    lines = [];
    console.log = (...values) => void lines.push(values);
  });
  afterEach(() => {
    console.log = original;
  });

  it("does not print its messages again, and everybody else's once each", async () => {
    const result = await unprinted([logged("hello"), logged("hello")], async () => {
      console.log("hello");
      console.log("other");
      console.log("hello");
      console.log("hello");
      console.log("hello", 1);
      return 5;
    });
    assert.equal(result, 5);
    console.log("hello");
    assert.deepEqual(lines, [["other"], ["hello"], ["hello", 1], ["hello"]]);
  });

  it("prints again after a failure", async () => {
    const failing = unprinted([logged("hello")], async () => {
      throw new Error("no");
    });
    await assert.rejects(failing, /^Error: no$/);
    console.log("hello");
    assert.deepEqual(lines, [["hello"]]);
  });
});
