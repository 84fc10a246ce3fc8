import { consoleDecoder } from "./decoder.ts";

/**
 * Executes contracts elsewhere without their messages being printed once more: Hardhat's own network prints what it
 * mines, and has no way to be told not to. Lines of anybody else are printed as ever.
 *
 * @param inputs inputs of the calls to the console address that will be made, each printed with `console.log`
 */
export async function unprinted<Result>(
  inputs: readonly Uint8Array[],
  execute: () => Promise<Result>,
): Promise<Result> {
  if (inputs.length === 0) return await execute();
  const decode = await consoleDecoder();
  const expected = inputs.map((input) => decode(input));
  const { log } = console;
  console.log = (...values: unknown[]) => {
    const place = values.length === 1 ? expected.indexOf(values[0] as string) : -1;
    if (place < 0) log(...values);
    else expected.splice(place, 1);
  };
  try {
    return await execute();
  } finally {
    console.log = log;
  }
}
