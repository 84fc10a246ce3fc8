import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** No name of a source file is taken for anything else: a record from elsewhere must not bring other files to light. */
const SOURCE_NAME = /^[^\0\\:]+\.sol$/;

/**
 * Reads source files by the names that `readableSourceName` gives them: the path in the project, or the import path of a
 * file of a package.
 *
 * @param root Directory of the project.
 * @returns undefined for files that are not there (any more), or outside of the project and its packages.
 */
export function sourceReader(root: string): (file: string) => string | undefined {
  const directories = [root];
  for (let directory = root; ; directory = dirname(directory)) {
    directories.push(join(directory, "node_modules"));
    if (directory === dirname(directory)) break;
  }
  return (file) => {
    if (!SOURCE_NAME.test(file) || isAbsolute(file) || file.split("/").includes("..")) return undefined;
    for (const directory of directories) {
      try {
        return readFileSync(join(directory, file), "utf8");
      } catch {
        // Not in this one: whatever the reason, the next may have it.
      }
    }
    return undefined;
  };
}
