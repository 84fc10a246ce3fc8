import type { HardhatUserConfig } from "hardhat/config";
import "hardhat-parallel";

export const misspelt: HardhatUserConfig = {
  plugins: [],
  // @ts-expect-error `wokers` is no option of the plugin.
  parallel: { wokers: 2 },
};
