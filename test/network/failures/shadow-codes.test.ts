import assert from "node:assert/strict";
import type { PrestateAccount } from "../../../plugin/engine/types.ts";
import { ShadowCodes } from "../../../plugin/network/failures/shadow-codes.ts";

describe("codes on the shadow network", () => {
  const [one, other] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`];
  const [code, next] = [Uint8Array.of(0x60, 0x01), Uint8Array.of(0x60, 0x02)];

  let requests: unknown[];
  let codes: ShadowCodes;

  beforeEach(() => {
    requests = [];
    codes = new ShadowCodes(async (...request) => requests.push(request));
  });

  /** What is handed over with a message that finds these codes. */
  async function overrides(accounts: Record<string, Uint8Array>): Promise<(string | undefined)[]> {
    const prestate = Object.entries(accounts).map(([address, code]): [string, PrestateAccount] => [
      address,
      { nonce: 0n, balance: 0n, code, slots: new Map() },
    ]);
    await codes.place(new Map(prestate));
    return prestate.map(([address, account]) => codes.override(address, account.code));
  }

  it("are handed over with the first message and left there with the second", async () => {
    assert.deepEqual(await overrides({ [one]: code, [other]: next }), ["0x6001", "0x6002"]);
    assert.deepEqual(requests, []);
    assert.deepEqual(await overrides({ [one]: code.slice() }), [undefined]);
    assert.deepEqual(requests, [["hardhat_setCode", [one, "0x6001"]]]);
    assert.deepEqual(await overrides({ [one]: code, [other]: next }), [undefined, undefined]);
    assert.deepEqual(await overrides({ [one]: code, [other]: next }), [undefined, undefined]);
    assert.equal(requests.length, 2);
  });

  it("are handed over where another one is there, or none belongs there", async () => {
    for (const _ of [1, 2]) await overrides({ [one]: code });
    assert.deepEqual(await overrides({ [one]: next }), ["0x6002"]);
    assert.deepEqual(await overrides({ [one]: new Uint8Array(0) }), ["0x"]);
    assert.deepEqual(await overrides({ [other]: new Uint8Array(0) }), [undefined]);
    assert.deepEqual(await overrides({ [one]: code }), [undefined]);
    assert.equal(requests.length, 1);
  });

  it("are handed over again after the network went back to its beginning", async () => {
    for (const _ of [1, 2]) await overrides({ [one]: code });
    codes.forget();
    assert.equal(codes.override(one, code), "0x6001");
    assert.deepEqual(await overrides({ [one]: code }), [undefined]);
    assert.equal(requests.length, 2);
  });

  it("are forgotten when there are too many that came once", async () => {
    await overrides({ [one]: code });
    for (let number = 0; number < 1_000; number++) {
      await overrides({ [`0x9${number.toString(16).padStart(39, "0")}`]: next });
    }
    assert.deepEqual(await overrides({ [one]: code }), ["0x6001"]);
    assert.deepEqual(requests, []);
  });

  it("are never left there when they are delegations or could be taken for such", async () => {
    const delegation = Uint8Array.of(0xef, 0x01, 0x00);
    for (const _ of [1, 2, 3]) assert.deepEqual(await overrides({ [one]: delegation }), ["0xef0100"]);
    assert.deepEqual(requests, []);
  });

  it("are handed over where they could not be left there", async () => {
    codes = new ShadowCodes(() => Promise.reject(new Error("no")));
    await overrides({ [one]: code });
    await assert.rejects(overrides({ [one]: code }));
    assert.equal(codes.override(one, code), "0x6001");
  });
});
