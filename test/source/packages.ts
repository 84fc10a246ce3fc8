import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const PACKAGE = "npm/@openzeppelin/contracts@5.0.0/";

/** Where the compiler finds the package in the sources that `withImports` returns. */
export const REMAPPINGS: readonly string[] = [`@openzeppelin/contracts/=${PACKAGE}`];

/** Sources by the names that Hardhat gives them, with all that they import from OpenZeppelin's package. */
export function withImports(sources: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = { ...sources };
  const visit = (name: string, content: string): void => {
    for (const [, path = ""] of content.matchAll(/^import .*?"(.*?)";/gm)) {
      const source = path.startsWith(".")
        ? new URL(path, `file:///${name}`).pathname.slice(1)
        : path.replace("@openzeppelin/contracts/", PACKAGE);
      if (found[source] !== undefined) continue;
      const text = readFileSync(require.resolve(source.replace(PACKAGE, "@openzeppelin/contracts/")), "utf8");
      found[source] = text;
      visit(source, text);
    }
  };
  for (const [name, content] of Object.entries(sources)) visit(name, content);
  return found;
}
