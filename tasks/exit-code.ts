/**
 * Runs what may fail because of something else than what it finds. A failure is thrown as it is, and the process ends with
 * code 2: Hardhat's command line knows 1 alone, which it sets after the task, so that only the end of the process is
 * late enough to tell them apart. Codes that other parts of the process have set stay.
 */
export async function failingWithCode2<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    process.once("exit", (code) => {
      if (code === 1) process.exitCode = 2;
    });
    throw error;
  }
}
