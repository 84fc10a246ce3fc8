import { createRequire } from "node:module";

/** What writes records: the name and version of this package. */
export function generatorName(): string {
  // By its own name, since the compiled files stand elsewhere below the package than the sources.
  const { name, version } = createRequire(import.meta.url)("hardhat-parallel/package.json");
  return `${name} ${version}`;
}
