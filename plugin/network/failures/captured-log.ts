/** The function of Hardhat's provider that its network calls for every line of its log. */
const PRINTER = "printLineCallback";

/**
 * Runs `execute` while what Hardhat's network logs is kept instead of printed: it has no other way to be read. Lines of
 * anybody else are printed as ever.
 *
 * @returns the lines, each as it would have been printed
 */
export async function capturedLog(execute: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...values: unknown[]) => {
    const [line] = values;
    if (values.length === 1 && typeof line === "string" && calledBy(PRINTER)) lines.push(line);
    else log(...values);
  };
  try {
    await execute();
  } finally {
    console.log = log;
  }
  return lines;
}

function calledBy(name: string): boolean {
  return new Error().stack?.includes(name) === true;
}
