import assert from "node:assert/strict";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { coversRules } from "../../../plugin/engine/evm/covered-rules.ts";
import { HARDFORKS } from "../../../plugin/engine/hardforks.ts";

describe("The rules that the levers of the EVM know", () => {
  it("are those of every hardfork that the engine executes", () => {
    const unknown = HARDFORKS.filter((hardfork) => !coversRules(new Common({ chain: Mainnet, hardfork })));
    assert.deepEqual(unknown, []);
  });

  it("are not those of the hardfork after", () => {
    assert.equal(coversRules(new Common({ chain: Mainnet, hardfork: Hardfork.Amsterdam })), false);
  });
});
