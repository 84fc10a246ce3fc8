import assert from "node:assert/strict";
import { formatEther } from "../../../plugin/network/log/ether.ts";

describe("an amount of ether in the log", () => {
  // The zeros behind the point are missing in the log of Hardhat, too.
  const cases: [wei: bigint, text: string][] = [
    [0n, "0 ETH"],
    [1n, "1 wei"],
    [99_999n, "99999 wei"],
    [100_000n, "0.1 gwei"],
    [10n ** 9n, "1. gwei"],
    [1_234_567_890n, "1.2345 gwei"],
    [99_999_999_999_999n, "99999.9999 gwei"],
    [10n ** 14n, "0.1 ETH"],
    [10n ** 18n, "1. ETH"],
    [1_050_000_000_000_000_000n, "1.5 ETH"],
    [12_345_678n * 10n ** 12n, "12.3456 ETH"],
  ];
  for (const [wei, text] of cases) {
    it(`of ${wei} wei is ${text}`, () => {
      assert.equal(formatEther(wei), text);
    });
  }
});
