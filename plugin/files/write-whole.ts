import { randomUUID } from "node:crypto";
import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that whoever reads it finds the old content or the new one, whole, also when others write it at the
 * same time. Its directory is made when missing, a link to another file is followed, and what is no file (a pipe, a
 * device such as `/dev/null`) is written to and stays what it is.
 *
 * @throws the error of the file system; nothing is left behind.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const found = await ifThere(stat(file));
  if (found !== undefined && !found.isFile() && !found.isDirectory()) {
    await writeFile(file, content);
    return;
  }
  const target = found === undefined ? file : await realpath(file);
  const directory = dirname(target);
  // Not by the process: threads of one process write too, and so may one thread twice.
  const temporary = join(directory, `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Undefined where there is no such file. */
async function ifThere<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw error;
  }
}
