import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Reproduction } from "../engine/verify/reproduction-format.ts";
import { writeWhole } from "../files/write-whole.ts";

const compress = promisify(gzip);

/**
 * For `EngineOptions.saveReproduction`: writes each block as a block file of its own, which
 * `npx hardhat parallel replay` reads. The directory is made when it is needed.
 *
 * @throws the error of the file system; no part of a file is left behind.
 */
export function reproductionWriter(directory: string): (reproduction: Reproduction) => Promise<string> {
  return async (reproduction) => {
    // Blocks of several test processes may have the same number.
    const name = `block-${reproduction.number}-${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${process.pid}.json.gz`;
    const file = path.resolve(directory, name);
    await writeWhole(file, await compress(JSON.stringify(reproduction)));
    return file;
  };
}
