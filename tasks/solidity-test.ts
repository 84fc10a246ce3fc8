import { relative, resolve, sep } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { withPluginErrors } from "../plugin/hooks/plugin-error.ts";
import type { ArtifactSource } from "../plugin/source/contracts.ts";
import { getRunStats } from "../plugin/stats/accessors.ts";
import type { SoliditySuite } from "../plugin/stats/solidity-evidence.ts";

type Endpoints = Record<string, Endpoint>;
type SolidityTestProfile = HardhatRuntimeEnvironment["config"]["test"]["solidity"]["profiles"][string];
type Endpoint = NonNullable<NonNullable<SolidityTestProfile["forking"]>["rpcEndpoints"]>[string];

/**
 * `hardhat test solidity` runs the tests in a runner of its own, which no hook of the network sees. What they record
 * with `contracts/ParallelTest.sol` comes with their results.
 */
const solidityTest: TaskOverrideActionFunction = async (args, hre, runSuper) => {
  const stats = getRunStats(hre);
  const artifacts = await artifactsOf(args.testFiles, hre);
  const removeEndpoints = addEndpoints(hre, {
    "hardhat-parallel-names": lazily(async () => {
      const { encodeContractNames } = await import("../plugin/source/solidity-names.ts");
      return (await encodeContractNames(artifacts)) ?? "";
    }),
    ...(stats !== undefined && { "hardhat-parallel-record": lazily(async () => "yes") }),
  });
  try {
    if (stats === undefined) return await runSuper(args);
    return await withPluginErrors(() =>
      stats.reportOnce(async () => {
        const result: unknown = await runSuper(args);
        await stats.addSolidityTests(suitesOf(result), artifacts);
        return result;
      }),
    );
  } finally {
    removeEndpoints();
  }
};

export default solidityTest;

/** Artifacts for names. Of test files that are named nothing else is built: the contracts are in what the compiler wrote. */
async function artifactsOf(
  testFiles: unknown,
  { artifacts, config }: HardhatRuntimeEnvironment,
): Promise<ArtifactSource> {
  if (!Array.isArray(testFiles) || testFiles.length === 0) return artifacts;
  const { withImports } = await import("../plugin/source/imported-artifacts.ts");
  const sourceNames = testFiles.map((file) =>
    relative(config.paths.root, resolve(String(file)))
      .split(sep)
      .join("/"),
  );
  return withImports(artifacts, new Set(sourceNames));
}

/**
 * Tells the tests something: `vm.rpcUrl` gives them what stands in the configuration as the address of an endpoint.
 * See `contracts/parallel/Plugin.sol`.
 *
 * @returns Takes them away again.
 */
function addEndpoints(hre: HardhatRuntimeEnvironment, endpoints: Endpoints): () => void {
  const profiles = Object.values(hre.config.test.solidity.profiles);
  const before = profiles.map((profile) => profile.forking);
  for (const profile of profiles) {
    const rpcEndpoints = { ...profile.forking?.rpcEndpoints, ...endpoints };
    profile.forking = { ...profile.forking, rpcEndpoints };
  }
  return () => {
    for (const [index, profile] of profiles.entries()) Reflect.set(profile, "forking", before[index]);
  };
}

/** The runner asks for the value after it has compiled the project. */
function lazily(get: () => Promise<string>): Endpoint {
  const refuse = async (): Promise<never> => {
    throw new TypeError("This endpoint of hardhat-parallel is a text for Solidity tests, and no other value.");
  };
  return {
    _type: "ResolvedConfigurationVariable",
    format: "{variable}",
    get,
    getUrl: refuse,
    getBigInt: refuse,
    getHexString: refuse,
  };
}

/** Of tests that passed and of tests that failed. */
function suitesOf(result: unknown): readonly SoliditySuite[] {
  const { value, error } = result as { value?: SolidityResults; error?: SolidityResults };
  return value?.suiteResults ?? error?.suiteResults ?? [];
}

interface SolidityResults {
  readonly suiteResults?: readonly SoliditySuite[];
}
