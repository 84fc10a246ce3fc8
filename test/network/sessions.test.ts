import assert from "node:assert/strict";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { ShadowNetwork } from "../../plugin/network/failures/shadow.ts";
import { describeWithCorpora } from "../helpers/corpora.ts";
import { type Difference, readSession, replaySession, type Session } from "./helpers/session.ts";

const SECONDS = 1000;

describeWithCorpora("the requests of a whole test suite", function (corpora) {
  this.timeout(600 * SECONDS);
  let connection: NetworkConnection;
  afterEach(() => connection.close());

  it("are answered as Hardhat's network answered them, hashes of blocks and states included: Safe", async () => {
    const session = readSession(corpora, "safe");
    assert.deepEqual(await differences(session), []);
  });

  it("are answered as Hardhat's network answered them, hashes of blocks and states included: OpenZeppelin", async () => {
    const session = readSession(corpora, "openzeppelin");
    const requests = session.requests.slice(0, 10_000);
    assert.deepEqual(
      (await differences({ ...session, requests })).filter(({ method }) => method !== "web3_clientVersion"),
      [],
    );
  });

  /** Failures are explained by Hardhat's own network, as the plugin does it. */
  async function differences(session: Session): Promise<Difference[]> {
    const { hardfork } = session.config;
    const runtime = await createHardhatRuntimeEnvironment({
      networks: { shadow: { type: "edr-simulated", chainType: "l1", hardfork, allowUnlimitedContractSize: true } },
    });
    connection = await runtime.network.create("shadow");
    const shadow = new ShadowNetwork((method, params) => connection.provider.request({ method, params: [...params] }));
    return await replaySession(session, { explainFailure: async (failure) => (await shadow.explain(failure)).error });
  }
});
