// Mocha's own "spec" report; besides, the figures go to a file, and a process that does not end by itself is a failure.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

/** How long the process may live on after the last test. */
const GRACE_MILLISECONDS = 30_000;

module.exports = class StatsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      const file = process.env.HARDHAT_PARALLEL_TEST_STATS;
      if (file !== undefined) {
        writeFileSync(file, JSON.stringify({ passes, failures, pending }));
      }
      // Unreferenced: it only ever fires when something else (a worker thread, an open handle) keeps the process alive.
      setTimeout(() => {
        console.error(
          "The tests are over, but something still keeps the process alive:",
          process.getActiveResourcesInfo(),
        );
        process.exit(1);
      }, GRACE_MILLISECONDS).unref();
    });
  }
};
