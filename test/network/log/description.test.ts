import assert from "node:assert/strict";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import type { ExecutedMessage } from "../../../plugin/network/failures/failure.ts";
import { type DescribedMessage, Descriptions } from "../../../plugin/network/log/description.ts";

const TO: Hex = "0x00000000000000000000000000000000000000cc";
const PRECOMPILE: Hex = "0x0000000000000000000000000000000000000001";
const PLAIN = Uint8Array.of(0x60, 0xf4, 0x00);
const PROXY = Uint8Array.of(0xf4);

/** Descriptions, and how often a message was executed for one. */
function descriptions(value = "Token#transfer"): {
  of(message: Partial<DescribedMessage>): Promise<string>;
  asked(): number;
} {
  let asked = 0;
  const known = new Descriptions(new Set([PRECOMPILE]), async () => {
    asked++;
    return ["\u001B[32meth_call\u001B[0m", `  Contract call:   ${value}`, "  From:            0x01"];
  });
  return {
    async of(message) {
      const whole = { to: TO, code: PLAIN, data: "0x12345678" as Hex, halted: false, ...message };
      const { titles } = await known.of(whole, async () => ({}) as ExecutedMessage);
      return titles.map((title) => `${title.title}: ${title.value}`).join();
    },
    asked: () => asked,
  };
}

describe("what a message of the log calls", () => {
  it("is found out once for each function of a contract", async () => {
    const { of, asked } = descriptions();
    for (const data of ["0x12345678", "0x1234567800", "0x123456789999"] as const) {
      assert.equal(await of({ data }), "Contract call: Token#transfer");
    }
    assert.equal(asked(), 1);
    await of({ data: "0x87654321" });
    assert.equal(asked(), 2);
  });

  it("is found out each time where the code may hand the call on, and for an exception", async () => {
    const { of, asked } = descriptions("Proxy>Token#transfer");
    await of({ code: PROXY });
    await of({ code: PROXY });
    await of({ halted: true });
    await of({ halted: true });
    assert.equal(asked(), 4);
  });

  it("needs nobody for accounts without code and precompiled contracts", async () => {
    const { of, asked } = descriptions();
    const code = new Uint8Array(0);
    assert.equal(await of({ code }), "");
    assert.equal(await of({ code, to: PRECOMPILE }), "Precompile call: <PrecompileContract 1>");
    assert.equal(asked(), 0);
  });

  it("is unknown where nobody can find out", async () => {
    const nobody = new Descriptions(new Set(), undefined);
    const executed = async () => assert.fail("nobody needs it");
    const call = await nobody.of({ to: TO, code: PLAIN, data: "0x", halted: false }, executed);
    assert.deepEqual(call.titles, [
      { title: "Contract call", value: "<UnrecognizedContract>#<unrecognized-selector>" },
    ]);
    const creation = await nobody.of({ code: PLAIN, data: "0x", halted: false }, executed);
    assert.deepEqual(creation.titles, [{ title: "Contract deployment", value: "<UnrecognizedContract>" }]);
  });
});
