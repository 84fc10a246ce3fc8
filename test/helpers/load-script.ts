import { pathToFileURL } from "node:url";
import { loadScript } from "../../plugin/kept-script.ts";

/**
 * A process that loads the script that it is given, uses parts of it, and prints what it exports. In the place of a part,
 * `keep` has it do now what it does at its end.
 */
const [file, ...parts] = process.argv.slice(2);
const { exports, used } = loadScript(pathToFileURL(file as string), "host");
for (const part of parts) {
  if (part === "keep") process.emit("exit", 0);
  else used(part);
}
console.log(JSON.stringify(exports));
