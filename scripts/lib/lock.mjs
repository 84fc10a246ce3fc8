// One process at a time, by a file that says which one.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 100;
/** Nobody needs it that long: by then its process has ended, and another one has its number. */
const LONGEST_MILLISECONDS = 10 * 60_000;
/** A file that does not say yet whose it is will do so soon. */
const NAMELESS_MILLISECONDS = 2000;

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
  while (!take(file)) {
    const holder = holderOf(file);
    if (isOver(file, holder)) remove(file, holder);
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

function isOver(file, holder) {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return holder === undefined ? age > NAMELESS_MILLISECONDS : age > LONGEST_MILLISECONDS || !isAlive(holder);
}

/** Another process may have done so already, and somebody have taken it since: then it is put back. */
function remove(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) === holder) rmSync(aside);
    else renameSync(aside, file);
  } catch {
    // It is gone.
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
