import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../scripts/lib/lock.mjs";
import { ROOT, runNode } from "../helpers/run.ts";

describe("A lock between processes", () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-lock-"));
    file = path.join(directory, "locks", "one.lock");
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const takeIt = () => withLock(file, async () => "done");

  it("is held by one at a time, and gone afterwards, whatever happens", async () => {
    let holders = 0;
    const hold = async (): Promise<void> => {
      holders += 1;
      assert.equal(holders, 1);
      await sleep(5);
      holders -= 1;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(file, hold)));
    await assert.rejects(
      withLock(file, async () => {
        throw new Error("the action failed");
      }),
      /the action failed/,
    );
    assert.equal(existsSync(file), false);
  });

  it("is waited for while another process holds it", async () => {
    await mkdir(path.dirname(file));
    await writeFile(file, String(process.ppid));
    const waiting = takeIt();
    assert.equal(await Promise.race([waiting, sleep(300)]), undefined);
    await rm(file);
    assert.equal(await waiting, "done");
  });

  it("is taken over from a process that has ended, also where another has its number since", async () => {
    await mkdir(path.dirname(file));
    const { stdout: ended } = await runNode(["-p", "process.pid"], ROOT);
    await writeFile(file, ended.trim());
    assert.equal(await takeIt(), "done");
    await writeFile(file, String(process.ppid));
    const longAgo = Date.now() / 1000 - 3600;
    await utimes(file, longAgo, longAgo);
    assert.equal(await takeIt(), "done");
  });

  it("is taken over from a process that ended before it could say who it was", async () => {
    await mkdir(path.dirname(file));
    await writeFile(file, "");
    assert.equal(await takeIt(), "done");
  });
});
