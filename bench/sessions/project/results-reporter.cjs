const { writeFileSync } = require("node:fs");

/** A mocha reporter that writes what the benchmark wants to know to the file in BENCH_RESULTS. */
module.exports = class {
  constructor(runner) {
    let start = 0;
    let cpu;
    runner.on("start", () => {
      start = performance.now();
      cpu = process.cpuUsage();
    });
    runner.on("fail", (test, error) => console.error(`${test.fullTitle()}: ${error.stack}`));
    runner.on("end", () => {
      const milliseconds = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      const cpuMilliseconds = (user + system) / 1000;
      const { passes, failures: failed } = runner.stats;
      const methods = globalThis.requestTimes.rows();
      const run = {
        methods,
        failed,
        passed: passes,
        milliseconds,
        cpuMilliseconds,
        resident: process.memoryUsage.rss(),
      };
      writeFileSync(process.env.BENCH_RESULTS, JSON.stringify(run));
    });
  }
};
