import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

export default defineConfig({ plugins: [hardhatParallel], parallel: { workers: 2 } });
