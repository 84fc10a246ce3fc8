import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BlockFileError } from "./errors.ts";

/** What block files are called inside a directory. A file that is named itself may be called anything. */
const SUFFIX = ".json.gz";

export interface FoundFiles {
  readonly files: readonly string[];
  /** Of the paths that do not exist, and of directories without block files. */
  readonly errors: readonly BlockFileError[];
}

/**
 * The block files that the paths stand for: a file for itself, a directory for all files `*.json.gz` in it and below,
 * by block number (the number that a file's name begins with). A file that is named twice comes once.
 */
export async function findBlockFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, string>();
  const errors: BlockFileError[] = [];
  for (const path of paths) {
    try {
      for (const file of await filesOf(path)) if (!files.has(resolve(file))) files.set(resolve(file), file);
    } catch (error) {
      if (!(error instanceof BlockFileError)) throw error;
      errors.push(error);
    }
  }
  return { files: [...files.values()], errors };
}

/** @throws BlockFileError */
async function filesOf(path: string): Promise<string[]> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(path)).isDirectory();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? "there is no such file or directory" : `cannot be read (${message})`;
    throw new BlockFileError(path, problem, "Check the path and its permissions", undefined, error);
  }
  if (!isDirectory) return [path];
  const entries = await readdir(path, { recursive: true });
  const files = entries.filter((entry) => entry.endsWith(SUFFIX)).map((entry) => join(path, entry));
  if (files.length === 0) {
    throw new BlockFileError(
      path,
      `the directory has no block files (*${SUFFIX})`,
      "Name a directory that has some, or the files",
    );
  }
  return files.sort((a, b) => blockNumber(a) - blockNumber(b) || (a < b ? -1 : 1));
}

/** The number that the file's name begins with; files without one come last. */
function blockNumber(file: string): number {
  const number = Number.parseInt(basename(file), 10);
  return Number.isNaN(number) ? Number.MAX_SAFE_INTEGER : number;
}
