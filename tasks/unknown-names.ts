import { HardhatPluginError } from "hardhat/plugins";
import { UnknownNameError } from "../plugin/report/names.ts";

/** Runs what can fail because of a name that the user gave, and reports that as Hardhat reports errors of users. */
export function withKnownNames<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof UnknownNameError) throw new HardhatPluginError("hardhat-parallel", error.message, error);
    throw error;
  }
}
