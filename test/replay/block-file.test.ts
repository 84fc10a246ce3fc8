import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readBlockFile } from "../../plugin/replay/block-file.ts";
import { BlockFileError } from "../../plugin/replay/errors.ts";
import { type Fields, transferBlock, withDirectory, withoutDirectory, writeBlockFile } from "../helpers/block-files.ts";

/** The message of the refusal, without the directory; fails when the file is accepted. */
async function refusal(content: unknown): Promise<string> {
  let message = "";
  await withDirectory(async (directory) => {
    const file = await writeBlockFile(directory, "bad.json.gz", content);
    await assert.rejects(readBlockFile(file), (error) => {
      assert.ok(error instanceof BlockFileError, String(error));
      assert.equal(error.file, file);
      assert.notEqual(error.mend, "");
      message = withoutDirectory(error.message, file);
      return true;
    });
  });
  return message;
}

function changed(change: Fields): Fields {
  return { ...transferBlock(), ...change };
}

describe("a block file", () => {
  it("is read from gzip and from plain JSON", async () => {
    await withDirectory(async (directory) => {
      const block = transferBlock();
      const zipped = await writeBlockFile(directory, "zipped.json.gz", block);
      const plain = await writeBlockFile(directory, "plain.json", Buffer.from(JSON.stringify(block)));
      assert.equal((await readBlockFile(zipped)).number, 9_100_000);
      assert.deepEqual(await readBlockFile(plain), await readBlockFile(zipped));
    });
  });

  it("that does not exist is named", async () => {
    await assert.rejects(readBlockFile("nowhere/1.json.gz"), {
      name: "BlockFileError",
      message: "nowhere/1.json.gz: there is no such file. Check the path and its permissions.",
    });
  });

  it("that was cut off is called truncated", async () => {
    const whole = gzipSync(JSON.stringify(transferBlock()));
    assert.equal(
      await refusal(whole.subarray(0, whole.length / 2)),
      "bad.json.gz: is truncated. Fetch the file again.",
    );
  });

  it("whose compressed data are wrong is called damaged", async () => {
    const whole = gzipSync(JSON.stringify(transferBlock()));
    assert.match(
      await refusal(whole.fill(0xff, 40, 80)),
      /^bad\.json\.gz: is damaged \(.+\)\. Fetch the file again\.$/,
    );
  });

  it("that is not JSON says so", async () => {
    assert.match(
      await refusal(Buffer.from("hello")),
      /^bad\.json\.gz: is not JSON \(.+\)\. A block file is JSON in the/,
    );
    assert.match(await refusal(gzipSync("")), /is not JSON/);
  });

  it("of another format is refused by its format field", async () => {
    assert.equal(
      await refusal(changed({ format: "mainnet-block-v2" })),
      'bad.json.gz: format: is "mainnet-block-v2". A block file has the format "mainnet-block-v1".',
    );
    assert.equal(
      await refusal({ definitions: {} }),
      'bad.json.gz: format: is missing. A block file has the format "mainnet-block-v1".',
    );
    assert.match(await refusal(null), /format: is missing/);
  });

  it("of an unknown hardfork lists those that there are", async () => {
    assert.match(
      await refusal(changed({ hardfork: "londn" })),
      /^bad\.json\.gz: hardfork: is "londn", which is no hardfork .+\. Use one of: chainstart, homestead, .*london/,
    );
  });

  it("without its pre-state says what is missing", async () => {
    assert.equal(
      await refusal(changed({ preState: undefined })),
      'bad.json.gz: preState: is missing. The format "mainnet-block-v1" requires it.',
    );
  });

  it("is refused by the path of the field at fault, however deep", async () => {
    const address = `0x${"44".repeat(20)}`;
    const cases: readonly [change: Fields, expected: string][] = [
      [{ preState: { [address]: { balance: 5, nonce: "0x0" } } }, `preState["${address}"].balance: `],
      [{ preState: { [address]: { balance: "0x5" } } }, `preState["${address}"].nonce: is missing`],
      [
        { preState: { "0x44": { balance: "0x5", nonce: "0x0" } } },
        'preState["0x44"]: is not 0x-prefixed hexadecimal of 20',
      ],
      [{ transactions: ["0x1"] }, "transactions[0]: is not 0x-prefixed hexadecimal of whole bytes"],
      [{ header: { ...transferBlock().header, gasUsed: undefined } }, "header.gasUsed: is missing"],
      [
        { header: { ...transferBlock().header, gasUsed: "21000" } },
        "header.gasUsed: is not a 0x-prefixed hexadecimal number",
      ],
      [
        { header: { ...transferBlock().header, number: "0x1" } },
        "header.number: is 1, but the block's number is 9100000",
      ],
      [{ senders: [] }, "senders: has 0 entries for 1 transactions"],
      [{ number: "1" }, "number: "],
    ];
    for (const [change, expected] of cases) {
      const message = await refusal(changed(change));
      assert.ok(message.startsWith(`bad.json.gz: ${expected}`), message);
    }
  });

  it("with several faults names the first and counts the others", async () => {
    assert.match(
      await refusal(changed({ senders: undefined, codes: undefined })),
      /senders: is missing \(and 1 more problem\)/,
    );
  });
});
