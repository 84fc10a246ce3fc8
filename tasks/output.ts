import { resolve } from "node:path";
import { HardhatPluginError } from "hardhat/plugins";
import { writeWhole } from "../plugin/files/write-whole.ts";

/** Names standard output, like no name at all. */
const STANDARD_OUTPUT = "-";

/** Is the result of a task printed, rather than written to the named file? */
export function isPrinted(output: string | undefined): output is undefined | typeof STANDARD_OUTPUT {
  return output === undefined || output === STANDARD_OUTPUT;
}

/**
 * Prints the result of a task, or writes it to a file that is never seen half written. Nothing else goes to standard
 * output: it can be piped.
 *
 * @param output Relative to the working directory; absent or `-` for standard output.
 * @throws HardhatPluginError when the file cannot be written.
 */
export async function writeOutput(output: string | undefined, text: string): Promise<void> {
  if (isPrinted(output)) {
    await new Promise<void>((done, failed) => {
      process.stdout.write(`${text}\n`, (error) => {
        // Whoever read the other end of the pipe has seen enough.
        if (error != null && (error as NodeJS.ErrnoException).code !== "EPIPE") failed(error);
        else done();
      });
    });
    return;
  }
  const file = resolve(output);
  try {
    await writeWhole(file, `${text}\n`);
  } catch (error) {
    const { message } = error as Error;
    const problem = `${file} cannot be written (${message}). Name a file in a directory that can be written to.`;
    throw new HardhatPluginError("hardhat-parallel", problem, error as Error);
  }
}
