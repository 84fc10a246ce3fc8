import assert from "node:assert/strict";
import { Interface, toQuantity } from "ethers";
import type { Artifact } from "hardhat/types/artifacts";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildDependencies, waveOf } from "../../plugin/analysis/graph.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { tableFromRecords } from "../../plugin/analysis/table.ts";
import type { TransactionRecord } from "../../plugin/engine/access/types.ts";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { compiledRuntime } from "../helpers/projects.ts";
import { localSettings } from "../network/helpers/both.ts";

const SCENARIOS = /^contracts\/scenarios\/(Storage|Frames|Accounts)\.sol:/;

/** Of the scenarios: they have ether. */
const PEOPLE = [
  "0xA11cea11CEA11CEA11cEa11CeA11ceA11CEA11Ce",
  "0xB0B0b0B0B0B0B0b0B0B0B0b0b0b0b0B0b0b0B0B0",
  "0xCA401ca401Ca401CA401CA401cA401CA401ca401",
];
const DEPLOYER = "0xDe10Ad0000000000000000000000000000000000".toLowerCase();

interface Call {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly data: string;
}

/**
 * The runner's own tests (test/fixture-projects/solidity/test) compare the verdict of ParallelTest.sol with what each
 * scenario says of itself; here the verdict of the engine and the analysis is compared with the same.
 */
describe("Verdicts of ParallelTest.sol", function () {
  this.timeout(120_000);
  let hre: HardhatRuntimeEnvironment;
  let network: LocalNetwork;
  let records: TransactionRecord[];

  before(async () => {
    hre = await compiledRuntime("solidity");
    network = await LocalNetwork.create(
      { ...localSettings(), workers: 1 },
      { onBlock: ({ result }) => records.push(...result.record.transactions) },
    );
    for (const person of [...PEOPLE, DEPLOYER]) {
      await network.request("hardhat_setBalance", [person, toQuantity(10n ** 19n)]);
      await network.request("hardhat_impersonateAccount", [person]);
    }
  });

  beforeEach(() => {
    records = [];
  });

  after(() => network.close());

  it("are those of the analysis for every scenario", async () => {
    const names = [...(await hre.artifacts.getAllFullyQualifiedNames())].filter((name) => SCENARIOS.test(name)).sort();
    let compared = 0;
    for (const name of names) {
      const artifact = await hre.artifacts.readArtifact(name);
      if (!artifact.abi.some((item) => item.name === "inOrder") || artifact.bytecode === "0x") continue;
      const expected = await inSandbox(async () => {
        const scenario = await deploy(artifact);
        const [calls] = (await scenario.read("calls")) as [Call[]];
        const apart = [];
        for (const call of calls) apart.push(await inSandbox(() => send(call)));
        const inOrder = [];
        for (const call of calls) inOrder.push(await send(call));
        assert.deepEqual(
          { apart: waits(apart) || waits(apart.toReversed()), inOrder: waits(inOrder) },
          { apart: (await scenario.read("apart"))[0], inOrder: (await scenario.read("inOrder"))[0] },
          name,
        );
        return calls;
      });
      assert.equal(expected.length, 2);
      compared++;
    }
    assert.ok(compared >= 50, `only ${compared} scenarios`);
  });

  it("are those of the analysis for every sequence", async () => {
    const artifact = await hre.artifacts.readArtifact("contracts/scenarios/Sequence.sol:Sequence");
    const sequence = await deploy(artifact);
    for (const name of ["chain", "replaced", "replacedInTime", "apart"]) {
      const [calls, waves] = (await sequence.read(name)) as [Call[], bigint];
      await inSandbox(async () => {
        const sent = [];
        for (const call of calls) sent.push(await send(call));
        assert.equal(Math.max(...wavesOf(sent)), Number(waves), name);
      });
    }
  });

  async function deploy({ abi, bytecode }: Artifact) {
    const contract = new Interface(abi);
    const payable = abi.some((item) => item.type === "constructor" && item.stateMutability === "payable");
    const value = payable ? 2n * 10n ** 18n : 0n;
    const { created } = await send({ from: DEPLOYER, to: NO_ACCOUNT, value, data: bytecode });
    const read = async (name: string): Promise<readonly unknown[]> => {
      const answer = await network.request("eth_call", [{ to: created, data: contract.encodeFunctionData(name) }]);
      return contract.decodeFunctionResult(name, answer as string);
    };
    return { read };
  }

  async function send({ from, to, value, data }: Call): Promise<TransactionRecord> {
    const target = to === NO_ACCOUNT ? {} : { to };
    const transaction = { from, ...target, value: toQuantity(value), data, gas: toQuantity(8_000_000n) };
    const before = records.length;
    // What reverts is mined all the same.
    await network.request("eth_sendTransaction", [transaction]).catch((error: Error) => {
      if (records.length === before) throw error;
    });
    const record = records.at(-1);
    assert.ok(record !== undefined && records.length === before + 1);
    return record;
  }

  /** Undoes what the callback does to the state. */
  async function inSandbox<Result>(run: () => Promise<Result>): Promise<Result> {
    const state = await network.request("evm_snapshot");
    const result = await run();
    await network.request("evm_revert", [state]);
    return result;
  }
});

const NO_ACCOUNT = `0x${"0".repeat(40)}`;

function waits(records: readonly TransactionRecord[]): boolean {
  return wavesOf(records)[1] === 2;
}

function wavesOf(records: readonly TransactionRecord[]): Uint32Array {
  const { table } = tableFromRecords(records);
  return waveOf(buildDependencies(table, ORDERING, "last-writer"));
}
