import assert from "node:assert/strict";
import { edrSubject, engineRpcSubject } from "../../bench/engine/subjects/rpc.ts";
import { mainnetChains } from "../../bench/engine/workloads/mainnet.ts";
import { Engine } from "../../plugin/engine/engine.ts";
import hardhatParallel from "../../plugin/index.ts";
import { describeWithCorpora } from "../helpers/corpora.ts";

describeWithCorpora("A block of mainnet, sent to a network transaction by transaction and mined", function () {
  this.timeout(300_000);
  let engine: Engine;

  // The threads of a process end with the last engine that uses them, and starting others takes longer than a block.
  before(async () => {
    engine = await Engine.create({
      chainId: 1n,
      hardfork: "osaka",
      workers: 2,
      verify: false,
      allowUnlimitedContractSize: false,
      minParallelTransactions: 2,
    });
    await engine.ready();
  });

  after(() => engine.close());

  for (const subject of [
    edrSubject("mining"),
    engineRpcSubject(hardhatParallel, 1, "mining"),
    engineRpcSubject(hardhatParallel, 2, "mining"),
  ]) {
    it(`has the receipts that it has on mainnet, by ${subject.name}`, async () => {
      const chains = await mainnetChains();
      assert.equal(chains.size, 21);
      for (const [number, chain] of chains) {
        const [round = []] = chain.measured;
        const open = await subject.open(chain);
        try {
          const { summary } = await open.execute(round);
          assert.equal(summary.receiptsRoot, round[0]?.receiptsRoot, `block ${number}`);
        } finally {
          await open.close();
        }
      }
    });
  }
});
