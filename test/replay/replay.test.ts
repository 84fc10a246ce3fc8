import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findBlockFiles } from "../../plugin/replay/find-files.ts";
import { type FailedBlock, type ReplayedBlock, replayFiles } from "../../plugin/replay/replay.ts";
import { type Fields, transferBlock, withDirectory, writeBlockFile } from "../helpers/block-files.ts";

type Outcome = ReplayedBlock | FailedBlock;

async function replayed(...blocks: unknown[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await withDirectory(async (directory) => {
    const files = await Promise.all(blocks.map((block, index) => writeBlockFile(directory, `${index}.json.gz`, block)));
    for await (const outcome of replayFiles(files, { workers: 1, verify: true })) outcomes.push(outcome);
  });
  return outcomes;
}

function differencesOf(outcome: Outcome | undefined): readonly unknown[] {
  assert.equal(outcome?.kind, "replayed");
  return outcome.differences;
}

describe("replaying a block", () => {
  it("executes it on its own pre-state and finds it as its header says", async () => {
    const [outcome] = await replayed(transferBlock());
    assert.deepEqual(differencesOf(outcome), []);
    assert.equal((outcome as ReplayedBlock).record.transactions.length, 1);
    assert.equal((outcome as ReplayedBlock).record.gasUsed, 21_000n);
  });

  it("reports every field of the header that came out otherwise", async () => {
    const { header, ...rest } = transferBlock();
    const wrong = { gasUsed: "0x5209", receiptsRoot: `0x${"00".repeat(32)}`, logsBloom: `0x${"00".repeat(255)}01` };
    const [outcome] = await replayed({ ...rest, header: { ...header, ...wrong } });
    assert.deepEqual(differencesOf(outcome), [
      { field: "gasUsed", expected: "21001", actual: "21000" },
      { field: "logsBloom", expected: wrong.logsBloom, actual: `0x${"00".repeat(256)}` },
      { field: "receiptsRoot", expected: wrong.receiptsRoot, actual: header.receiptsRoot },
    ]);
  });

  it("does not compare receipts before Byzantium, which hold state roots", async () => {
    const { header, ...rest } = transferBlock(4_000_000);
    const early = { ...rest, hardfork: "spuriousDragon", header: { ...header, receiptsRoot: `0x${"00".repeat(32)}` } };
    assert.deepEqual(differencesOf((await replayed(early))[0]), []);
  });

  it("goes on after a block that cannot be read or executed, and says which and why", async () => {
    const poor = { ...transferBlock(), preState: {} };
    const garbled = { ...transferBlock(), transactions: ["0xc0"] };
    const outcomes = await replayed({ format: "?" }, poor, garbled, transferBlock());
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === "failed" ? [outcome.number, outcome.error.name] : "replayed")),
      [[undefined, "BlockFileError"], [9_100_000, "InvalidBlockError"], [9_100_000, "BlockFileError"], "replayed"],
    );
    const messages = outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.error.message : ""));
    assert.match(messages[1] ?? "", /transaction 0: /);
    assert.match(
      messages[2] ?? "",
      /transactions\[0\]: is no transaction of istanbul \(.+\)\. Correct the transaction/,
    );
  });

  it("refuses a code that does not have its hash", async () => {
    const [outcome] = await replayed({ ...transferBlock(), codes: { [`0x${"55".repeat(32)}`]: "0x00" } });
    assert.equal(outcome?.kind, "failed");
    assert.match(
      outcome.error.message,
      /codes\["0x5{64}"\]: its code has the hash 0x[0-9a-f]{64}\. Fetch the file again\./,
    );
  });

  it("takes a block apart from the one before it", async () => {
    const outcomes = await replayed(transferBlock(), transferBlock());
    assert.deepEqual(outcomes.map(differencesOf), [[], []]);
  });
});

describe("finding block files", () => {
  it("takes all in a directory and below by block number, and a file that is named twice once", async () => {
    await withDirectory(async (directory) => {
      await mkdir(join(directory, "more"));
      const block: Fields = transferBlock();
      for (const name of ["10.json.gz", "9.json.gz", "more/100.json.gz", "named.json.gz"]) {
        await writeBlockFile(directory, name, block);
      }
      await writeBlockFile(directory, "reference.json", block);
      const { files, errors } = await findBlockFiles([
        join(directory, "10.json.gz"),
        directory,
        `${directory}/./9.json.gz`,
      ]);
      assert.deepEqual(errors, []);
      assert.deepEqual(
        files.map((file) => file.slice(directory.length + 1)),
        ["10.json.gz", "9.json.gz", "more/100.json.gz", "named.json.gz"],
      );
    });
  });

  it("takes a file by any name when it is named itself", async () => {
    await withDirectory(async (directory) => {
      const file = await writeBlockFile(directory, "block", transferBlock());
      assert.deepEqual((await findBlockFiles([file])).files, [file]);
    });
  });

  it("names every path that leads nowhere and every directory without blocks, and goes on with the others", async () => {
    await withDirectory(async (directory) => {
      const empty = join(directory, "empty");
      await mkdir(empty);
      const file = await writeBlockFile(directory, "1.json.gz", transferBlock());
      const { files, errors } = await findBlockFiles([join(directory, "nowhere"), empty, file]);
      assert.deepEqual(files, [file]);
      assert.deepEqual(
        errors.map(({ name, message }) => [name, message.slice(directory.length + 1)]),
        [
          ["BlockFileError", "nowhere: there is no such file or directory. Check the path and its permissions."],
          [
            "BlockFileError",
            "empty: the directory has no block files (*.json.gz). Name a directory that has some, or the files.",
          ],
        ],
      );
    });
  });
});
