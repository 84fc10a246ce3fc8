import { Progress } from "../../plugin/report/progress.ts";
import { readOptions, USAGE, UsageError } from "./options.ts";

const report = new Progress();
let interrupted = false;

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(USAGE);
    return true;
  }
  // A second Ctrl-C does not wait for the chain that is being compared.
  process.once("SIGINT", () => {
    interrupted = true;
  });
  const stopped = (): boolean => interrupted;
  if (options.corpora) return await (await import("./corpora.ts")).checkCorpora(stopped, report);
  const { fuzzPrograms, replayPrograms } = await import("./programs.ts");
  if (options.replay !== undefined) return await replayPrograms(options.replay, stopped, report);
  const { transactions, minutes, seed } = options;
  report.print(`Seeds from ${seed}, until ${transactions.toLocaleString("en")} transactions or ${minutes} minutes`);
  return await fuzzPrograms(options, stopped, report);
}

try {
  const equal = await main();
  process.exitCode = equal ? (interrupted ? 130 : 0) : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}
