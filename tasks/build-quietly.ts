import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/**
 * Compiles what has changed. What Hardhat has to say meanwhile (warnings of the compiler, downloads) goes to standard error:
 * the standard output of a task gets its result alone.
 */
export async function buildQuietly({ tasks }: Pick<HardhatRuntimeEnvironment, "tasks">): Promise<void> {
  const { log } = console;
  console.log = console.error;
  try {
    await tasks.getTask("build").run({ quiet: true });
  } finally {
    console.log = log;
  }
}
