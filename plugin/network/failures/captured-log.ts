/** The functions of Hardhat's provider that print what its network logs, and the calls of what it executed. */
export const LOG_PRINTER = "printLineCallback";
export const TRACE_PRINTER = "outputCallTraces";

/**
 * Runs `execute` while what one of Hardhat's functions prints is kept instead: it has no other way to be read. Lines of
 * anybody else are printed as ever.
 *
 * @param printer name of the function
 * @param lines where they go, each as it would have been printed
 */
export async function captured<Result>(
  printer: string,
  lines: string[],
  execute: () => Promise<Result>,
): Promise<Result> {
  const { log } = console;
  console.log = (...values: unknown[]) => {
    const [line] = values;
    if (values.length === 1 && typeof line === "string" && calledBy(printer)) lines.push(line);
    else log(...values);
  };
  try {
    return await execute();
  } finally {
    console.log = log;
  }
}

function calledBy(name: string): boolean {
  return new Error().stack?.includes(name) === true;
}
