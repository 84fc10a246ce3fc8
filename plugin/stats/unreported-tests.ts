import type { ArtifactSource } from "../source/contracts.ts";
import type { SoliditySuite } from "./solidity-evidence.ts";

/** What every contract has in its code that can hand recordings over: see `contracts/parallel/Plugin.sol`. */
const RECORDS = Buffer.from("hardhat-parallel-record").toString("hex");

const MOST_NAMED = 10;

/**
 * Says which Solidity tests are missing in the report: of fuzz and invariant tests, the runner does not tell what they
 * handed over.
 *
 * @param artifacts Of the tests.
 * @returns undefined when there are none among the contracts that record.
 */
export async function unreportedNote(
  suites: readonly SoliditySuite[],
  artifacts: ArtifactSource,
): Promise<string | undefined> {
  const names: string[] = [];
  for (const { id, testResults } of suites) {
    const many = testResults.filter(({ kind }) => "runs" in kind);
    if (many.length === 0) continue;
    const source = id.source.replace(/^project\//, "");
    const artifact = await artifacts.readArtifact(`${source}:${id.name}`).catch(() => undefined);
    if (artifact?.deployedBytecode.includes(RECORDS) !== true) continue;
    for (const { name } of many) names.push(`${id.name} ${name}`);
  }
  if (names.length === 0) return undefined;
  const named = names.sort().slice(0, MOST_NAMED).join(", ");
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return (
    `Not in this report: ${named}${more}. Of fuzz and invariant tests the runner does not hand over what they recorded: ` +
    "what shall be in the report, record in an ordinary test."
  );
}
