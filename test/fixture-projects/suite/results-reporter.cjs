const { writeFileSync } = require("node:fs");

/** A mocha reporter that writes what a developer is shown of each test to the file in FIXTURE_RESULTS. */
module.exports = class {
  constructor(runner) {
    const tests = [];
    runner.on("pass", (test) => tests.push({ title: test.fullTitle(), milliseconds: test.duration }));
    runner.on("fail", (test, error) => {
      const { name, message, stack, code, data, transactionHash } = error;
      tests.push({ title: test.fullTitle(), error: { name, message, stack, code, data, transactionHash } });
    });
    runner.on("end", () => writeFileSync(process.env.FIXTURE_RESULTS, JSON.stringify(tests)));
  }
};
