// Loaded by name in the worker processes of mocha's parallel mode, where the hooks of the main process do not exist.
import hre from "hardhat";
import { getRunStats } from "../stats/accessors.ts";
import { beginMochaTest } from "./mocha-tests.ts";

export const mochaHooks = {
  beforeEach: beginMochaTest,
  /** After each file: mocha ends its workers without notice. */
  async afterAll(): Promise<void> {
    await getRunStats(hre)?.save("mocha");
  },
};
