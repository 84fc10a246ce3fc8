import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { constants } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../../plugin/files/write-whole.ts";

describe("A file that is written whole", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "write-whole-"));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it("has its new content, in a directory that need not have been there, and nothing beside it", async () => {
    const file = join(directory, "of", "runs", "run.json");
    await writeWhole(file, "old");
    await writeWhole(file, Buffer.from("new"));
    assert.equal(await readFile(file, "utf8"), "new");
    assert.deepEqual(await readdir(join(directory, "of", "runs")), ["run.json"]);
  });

  it("is one of those that are written at the same time", async () => {
    const file = join(directory, "run.json");
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(200_000));
    await Promise.all(contents.map((content) => writeWhole(file, content)));
    assert.ok(contents.includes(await readFile(file, "utf8")));
    assert.deepEqual(await readdir(directory), ["run.json"]);
  });

  it("stays behind the links to it", async () => {
    await writeFile(join(directory, "file"), "old");
    await symlink("file", join(directory, "link"));
    await writeWhole(join(directory, "link"), "new");
    assert.equal(await readlink(join(directory, "link")), "file");
    assert.equal(await readFile(join(directory, "file"), "utf8"), "new");
  });

  it("is not put in the place of what is no file", async function () {
    // There are no named pipes elsewhere.
    if (process.platform === "win32") this.skip();
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    // Open for both, so that neither end waits for the other.
    const reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      await writeWhole(pipe, "content");
      assert.ok((await stat(pipe)).isFIFO());
      const { bytesRead, buffer } = await reader.read();
      assert.equal(buffer.toString("utf8", 0, bytesRead), "content");
    } finally {
      await reader.close();
    }
  });

  it("is not written over a directory, and leaves nothing behind", async () => {
    const place = join(directory, "place");
    await mkdir(place);
    await writeFile(join(place, "file"), "");
    await assert.rejects(writeWhole(place, "content"));
    assert.deepEqual(await readdir(directory), ["place"]);
  });
});
