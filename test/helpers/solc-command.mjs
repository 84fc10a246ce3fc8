#!/usr/bin/env node
// The compiler from npm behind the command line of solc, as far as Foundry asks for it.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const solc = require("solc/wrapper")(require("solc/soljson.js"));
const [option] = process.argv.slice(2);

if (option === "--version") {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else if (process.argv.includes("--standard-json")) {
  process.stdout.write(solc.compile(await text(process.stdin)));
} else {
  console.error(`solc-command.mjs does not know ${option}.`);
  process.exitCode = 1;
}
