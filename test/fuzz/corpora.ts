import assert from "node:assert/strict";
import { bytesToHex } from "@ethereumjs/util";
import { LEVERS, type Lever, leversWithout } from "../../plugin/engine/levers.ts";
import type { EngineOptions } from "../../plugin/engine/types.ts";
import type { Progress } from "../../plugin/report/progress.ts";
import { normalizedPostState, playBlockchainTest, readBlockchainTests, stateOf } from "../helpers/blockchain-tests.ts";
import { corporaDir } from "../helpers/corpora.ts";
import { blockInput, engineBefore, mainnetBlockNumbers, readMainnetBlock } from "../helpers/mainnet-blocks.ts";
import { comparable } from "../helpers/random-blocks.ts";
import { keepThreads } from "./engines.ts";

/** Threads, and the lever that is off if one is. */
interface Setting {
  readonly workers: number;
  readonly off: Lever | undefined;
}

const SETTINGS: readonly Setting[] = [
  ...[1, 2, 4, 8].map((workers) => ({ workers, off: undefined })),
  ...LEVERS.flatMap((off) => [1, 2].map((workers) => ({ workers, off }))),
];

function optionsOf({ workers, off }: Setting): Partial<EngineOptions> {
  return { workers, levers: off === undefined ? undefined : leversWithout(off) };
}

function nameOf({ workers, off }: Setting): string {
  return `${workers} ${workers === 1 ? "thread" : "threads"}${off === undefined ? "" : ` without ${off}`}`;
}

/**
 * Executes all public test data in every setting, and compares with what its authors say.
 *
 * @returns whether everything was equal
 */
export async function checkCorpora(stopped: () => boolean, report: Progress): Promise<boolean> {
  const corpora = corporaDir();
  if (corpora === undefined) {
    report.print("Nothing to do: ../shared/corpora is not present.");
    return true;
  }
  const keeper = await keepThreads(8);
  let failures = 0;
  let done = 0;
  const check = async (name: string, setting: Setting, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failures += 1;
      report.print(`${name}, ${nameOf(setting)}: ${error instanceof Error ? error.stack : error}`);
    }
    done += 1;
    report.show(`${nameOf(setting)}: ${name}, ${done} done`);
  };
  try {
    for (const setting of SETTINGS) {
      for (const number of mainnetBlockNumbers(corpora)) {
        if (!stopped()) await check(`mainnet block ${number}`, setting, () => checkMainnet(corpora, number, setting));
      }
      for (const [name, test] of readBlockchainTests(corpora)) {
        if (!stopped()) await check(name, setting, () => checkTest(test, setting));
      }
    }
  } finally {
    await keeper.close();
  }
  report.print(
    `${stopped() ? "Stopped" : "Done"}: ${done} executions in ${SETTINGS.length} settings, ${failures} wrong`,
  );
  return failures === 0;
}

/** Receipts before Byzantium contain roots of the whole state, of which the files have a part. */
const BYZANTIUM = 4_370_000;
const expectations = new Map<number, object>();

async function checkMainnet(corpora: string, number: number, setting: Setting): Promise<void> {
  const block = readMainnetBlock(corpora, number);
  const engine = await engineBefore(block, optionsOf(setting));
  try {
    await engine.ready();
    const result = await engine.executeBlock(blockInput(block, engine.common));
    const { gasUsed, logsBloom, receiptTrie } = result.block.header;
    assert.equal(gasUsed, BigInt(block.header.gasUsed as string));
    assert.equal(bytesToHex(logsBloom), block.header.logsBloom);
    if (number >= BYZANTIUM) assert.equal(bytesToHex(receiptTrie), block.header.receiptsRoot);
    // Beyond the header: the root of the part of the state that the file has, and every access.
    const expected = expectations.get(number);
    if (expected === undefined) expectations.set(number, comparable(result));
    else assert.deepEqual(comparable(result), expected);
  } finally {
    await engine.close();
  }
}

async function checkTest(test: ReturnType<typeof readBlockchainTests>[number][1], setting: Setting): Promise<void> {
  const chain = await playBlockchainTest(test, optionsOf(setting));
  try {
    assert.equal(chain.head, test.lastblockhash);
    if (test.postState !== undefined) assert.deepEqual(stateOf(chain.engine), normalizedPostState(test.postState));
  } finally {
    await chain.engine.close();
  }
}
