import { readFile } from "node:fs/promises";
import { HardhatPluginError } from "hardhat/plugins";
import { writeWhole } from "../plugin/files/write-whole.ts";
import { parseSnapshot, renderSnapshot, type Snapshot, SnapshotError } from "../plugin/snapshot/snapshot.ts";

/**
 * Reads the snapshot of a project.
 *
 * @returns undefined where there is none.
 * @throws HardhatPluginError that names the file when it is damaged, foreign, of another version or cannot be read.
 */
export async function readSnapshot(file: string): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const problem = `${file} cannot be read (${(error as Error).message}). Check the path and the permissions.`;
    throw new HardhatPluginError("hardhat-parallel", problem, error as Error);
  }
  try {
    return parseSnapshot(text, file);
  } catch (error) {
    if (error instanceof SnapshotError) throw new HardhatPluginError("hardhat-parallel", error.message, error);
    throw error;
  }
}

/** Writes the snapshot of a project, whole or not at all. @throws HardhatPluginError */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  try {
    await writeWhole(file, renderSnapshot(snapshot));
  } catch (error) {
    const problem = `${file} cannot be written (${(error as Error).message}). Check the permissions of its directory.`;
    throw new HardhatPluginError("hardhat-parallel", problem, error as Error);
  }
}
