import { existsSync } from "node:fs";

/** Root of the repository. */
export const ROOT = new URL("../", import.meta.url);

/** What users install, where it was built; else the sources, which take longer to load. */
export function findPlugin(): { plugin: string; name: string } {
  const built = new URL("dist/plugin/index.js", ROOT);
  if (existsSync(built)) return { plugin: built.href, name: "dist" };
  return { plugin: new URL("plugin/index.ts", ROOT).href, name: "its sources" };
}
