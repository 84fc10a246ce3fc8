import { HardhatPluginError } from "hardhat/plugins";
import { RunRecordError } from "../record/errors.ts";

/** Runs what can fail because of a file that the user named, and reports that as Hardhat reports errors of users. */
export async function withPluginErrors<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RunRecordError) throw new HardhatPluginError("hardhat-parallel", error.message, error);
    throw error;
  }
}
