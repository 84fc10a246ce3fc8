import assert from "node:assert/strict";
import { hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { AbiCoder } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { decodeReturnData, failureMessage } from "../../../plugin/network/failures/messages.ts";
import { fixtureRuntime } from "../../helpers/projects.ts";

const CONTRACT = "0x00000000000000000000000000000000000000dd";

function encodeError(selector: string, type: string, value: unknown): PrefixedHexString {
  return `0x${selector}${AbiCoder.defaultAbiCoder().encode([type], [value]).slice(2)}`;
}

/** Code that reverts with the given data. */
function reverting(data: PrefixedHexString): string {
  const bytes = data.slice(2);
  const length = (bytes.length / 2).toString(16).padStart(4, "0");
  return `0x61${length}600d5f3961${length}5ffd${"00".repeat(1)}${bytes}`;
}

describe("messages of failures without a stack trace", () => {
  let network: NetworkConnection;

  before(async () => {
    network = await (await fixtureRuntime("suite")).network.create();
  });

  /** What Hardhat says when a contract that it does not know has the given code. */
  async function hardhatSays(code: string): Promise<Error> {
    await network.provider.request({ method: "hardhat_setCode", params: [CONTRACT, code] });
    try {
      await network.provider.request({ method: "eth_call", params: [{ to: CONTRACT, gas: "0x30000" }] });
    } catch (error) {
      return error as Error;
    }
    throw new Error("It did not fail");
  }

  it("are those of Hardhat for every kind of return data", async () => {
    const datas: PrefixedHexString[] = [
      "0x",
      "0x12",
      "0x12345678",
      encodeError("08c379a0", "string", "no, thanks"),
      encodeError("08c379a0", "string", ""),
      encodeError("08c379a0", "string", "long ".repeat(50)),
      encodeError("08c379a0", "bytes", "0xfffe"),
      ...[0x00, 0x01, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32, 0x41, 0x51, 0x77].map((code) =>
        encodeError("4e487b71", "uint256", code),
      ),
    ];
    for (const data of datas) {
      const expected = await hardhatSays(reverting(data));
      assert.equal((expected as Error & { data: string }).data, data);
      assert.equal(failureMessage("revert", hexToBytes(data)), expected.message);
    }
  });

  it("are those of Hardhat for exceptional halts", async () => {
    for (const [exception, code] of [
      ["invalid opcode", "0xfe"],
      ["invalid opcode", "0x0c"],
      ["stack underflow", "0x50"],
      ["invalid JUMP", "0x600056"],
      ["out of gas", "0x5b5f56"],
    ] as const) {
      assert.equal(failureMessage(exception, new Uint8Array()), (await hardhatSays(code)).message);
    }
  });

  it("show malformed errors as data instead of failing", () => {
    for (const data of ["0x08c379a0ffff", "0x4e487b71", `0x08c379a0${"ff".repeat(64)}`] as const) {
      assert.deepEqual(decodeReturnData(hexToBytes(data)), { kind: "custom", hex: data });
      assert.match(failureMessage("revert", hexToBytes(data)), /unrecognized custom error \(return data: 0x/);
    }
    assert.match(
      failureMessage("revert", hexToBytes(`0x4e487b71${"ff".repeat(32)}`)),
      /reverted with unknown panic code 0xffff/,
    );
  });
});
