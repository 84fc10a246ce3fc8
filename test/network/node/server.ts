// `hardhat node` in a process of its own, for tests: prints the URL in the words of Hardhat, and answers the message
// "memory" of its parent with what it holds after a garbage collection.
// Arguments: "parallel" or "stock".
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fixtureRuntime } from "../../helpers/projects.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

process.on("message", () => {
  collectGarbage();
  process.send?.(process.memoryUsage());
});
process.on("disconnect", () => process.exit(0));

const runtime = await fixtureRuntime("suite", {
  networks: {
    node: { type: "edr-simulated", chainType: "l1", parallel: process.argv[2] === "parallel", loggingEnabled: false },
  },
});
await runtime.tasks.getTask("node").run({ hostname: "127.0.0.1", port: 0 });
