import assert from "node:assert/strict";
import { Address, hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import { dependsOnBlock } from "../../../plugin/network/failures/block-dependence.ts";
import type { ExecutedMessage } from "../../../plugin/network/failures/failure.ts";

describe("a message", () => {
  /** A message that ran these codes. */
  function message(codes: readonly Hex[], fields: Partial<ExecutedMessage> = {}): ExecutedMessage {
    const accounts = codes.map((code, index) => {
      const account = { nonce: 1n, balance: 0n, code: hexToBytes(code), slots: new Map() };
      return [`0x${index.toString(16).padStart(40, "0")}`, account] as const;
    });
    return {
      from: `0x${"11".repeat(20)}`,
      to: `0x${"22".repeat(20)}`,
      data: "0x",
      value: 0n,
      gasLimit: 100_000n,
      environment: {
        number: 1n,
        timestamp: 1n,
        parentHash: new Uint8Array(32),
        gasLimit: 1n,
        coinbase: new Address(new Uint8Array(20)),
      },
      prestate: new Map(accounts),
      consoleInputs: [],
      ...fields,
    };
  }

  it("takes the same path in every block when no code looks at it", () => {
    assert.equal(dependsOnBlock(message([])), false);
    assert.equal(dependsOnBlock(message(["0x6001600055", "0x"])), false);
  });

  for (const opcode of ["40", "41", "42", "43", "44", "45", "48", "4a"]) {
    it(`may take another path when one of the codes holds opcode ${opcode}`, () => {
      assert.equal(dependsOnBlock(message(["0x00", `0x6001${opcode}00`])), true);
    });
  }

  it("may take another path when it creates contracts whose code is not known", () => {
    assert.equal(dependsOnBlock(message(["0x600060006000f0"])), true);
    assert.equal(dependsOnBlock(message(["0x6000600060006000f5"])), true);
  });

  it("is not taken for one that looks at the block because of constants", () => {
    assert.equal(dependsOnBlock(message(["0x6042", `0x7f${"42".repeat(32)}00`])), false);
    assert.equal(dependsOnBlock(message([`0x7f${"42".repeat(32)}42`])), true);
  });

  it("is not taken for one that looks at the block because of the compiler's metadata", () => {
    assert.equal(dependsOnBlock(message(["0x600055fea2424243000a0004"])), true);
    assert.equal(dependsOnBlock(message(["0x600055fea24242430004"])), false);
    assert.equal(dependsOnBlock(message(["0x42fea24242430004"])), true);
  });

  it("that creates a contract runs its data", () => {
    assert.equal(dependsOnBlock(message([], { to: undefined, data: "0x4200" })), true);
    assert.equal(dependsOnBlock(message([], { to: undefined, data: "0x6000" })), false);
    assert.equal(dependsOnBlock(message([], { data: "0x4200" })), false);
  });
});
