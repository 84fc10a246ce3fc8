// One process at a time, by a file that says which one.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 100;
/** Between the moment that the file is there and that in which it says whose it is, nobody can be asked. */
const NAMELESS_POLLS = 20;

/**
 * Runs an action while no other process holds the lock. One that has ended holds none.
 *
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} action
 * @returns {Promise<Result>}
 */
export async function withLock(file, action) {
  mkdirSync(path.dirname(file), { recursive: true });
  let nameless = 0;
  while (!take(file)) {
    const holder = holderOf(file);
    nameless = holder === undefined ? nameless + 1 : 0;
    // Whoever sees this first removes it; the others find it gone, or somebody else's.
    if (nameless > NAMELESS_POLLS || (holder !== undefined && !isAlive(holder))) rmSync(file, { force: true });
    else await sleep(POLL_MILLISECONDS);
  }
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
