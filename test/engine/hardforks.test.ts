import assert from "node:assert/strict";
import { UnknownHardforkError } from "../../plugin/engine/errors.ts";
import { createEngineCommon, createPlainCommon, HARDFORKS, resolveHardfork } from "../../plugin/engine/hardforks.ts";

/** What Hardhat 3 accepts as `hardfork` of a local network, as far as it is final. */
const HARDHAT_NAMES = [
  "byzantium",
  "constantinople",
  "petersburg",
  "istanbul",
  "muirGlacier",
  "berlin",
  "london",
  "arrowGlacier",
  "grayGlacier",
  "merge",
  "shanghai",
  "cancun",
  "prague",
  "osaka",
];

describe("Hardforks", () => {
  it("have the names of Hardhat's setting and those of @ethereumjs/common", () => {
    for (const name of [...HARDHAT_NAMES, ...HARDFORKS])
      assert.ok(HARDFORKS.includes(resolveHardfork(name) as never), name);
    assert.equal(resolveHardfork("merge"), "paris");
    assert.equal(resolveHardfork("frontier"), "chainstart");
  });

  it("of other names are refused with a list of those that there are", () => {
    for (const name of ["Osaka", "bedrock", "", "constructor"]) {
      assert.throws(
        () => resolveHardfork(name),
        (error) => error instanceof UnknownHardforkError && error.message.includes("cancun, prague, osaka, bpo1, bpo2"),
      );
    }
  });

  it("have the same rules memoised as in an ordinary Common", () => {
    for (const hardfork of HARDFORKS) {
      const engine = createEngineCommon({ chainId: 31337n, hardfork });
      const plain = createPlainCommon({ chainId: 31337n, hardfork });
      assert.equal(engine.chainId(), 31337n);
      assert.equal(engine.consensusType(), plain.consensusType());
      for (const other of HARDFORKS) assert.equal(engine.gteHardfork(other), plain.gteHardfork(other));
      for (let eip = 1; eip < 9000; eip++) assert.equal(engine.isActivatedEIP(eip), plain.isActivatedEIP(eip));
      for (const name of ["callGas", "sloadGas", "minerReward", "maxRefundQuotient", "createDataGas"]) {
        assert.equal(engine.param(name), plain.param(name), `${name} in ${hardfork}`);
        assert.equal(engine.param(name), plain.param(name), `${name} in ${hardfork}, asked again`);
      }
    }
  });

  it("of blobs alone have Osaka's rules, and prices of blobs that rise more slowly (EIP-7892)", () => {
    const [osaka, bpo1, bpo2] = ["osaka", "bpo1", "bpo2"].map((hardfork) =>
      createEngineCommon({ chainId: 1n, hardfork }),
    );
    for (const common of [bpo1, bpo2]) {
      for (let eip = 1; eip < 9000; eip++) assert.equal(common?.isActivatedEIP(eip), osaka?.isActivatedEIP(eip));
    }
    const fractions = [osaka, bpo1, bpo2].map((common) => common?.param("blobGasPriceUpdateFraction"));
    assert.deepEqual(fractions, [5_007_716n, 8_346_193n, 11_684_671n]);
  });

  it("keep mainnet's own block numbers to mainnet", () => {
    assert.equal(createEngineCommon({ chainId: 1n, hardfork: "dao" }).hardforkBlock("dao"), 1_920_000n);
    assert.equal(createEngineCommon({ chainId: 31337n, hardfork: "dao" }).hardforkBlock("dao"), 0n);
  });

  it("have chain ids of any size", () => {
    const chainId = 2n ** 64n - 1n;
    assert.equal(createEngineCommon({ chainId, hardfork: "osaka" }).chainId(), chainId);
  });

  it("have a KZG that knows the commitment to an empty blob", () => {
    const { kzg } = createEngineCommon({ chainId: 1n, hardfork: "cancun" }).customCrypto;
    const blob = `0x${"00".repeat(131_072)}`;
    assert.equal(kzg?.blobToKzgCommitment(blob), `0xc0${"00".repeat(47)}`);
  });
});
