import { pathToFileURL } from "node:url";
import { loadScript } from "../../plugin/kept-script.ts";

/** A process that loads the script that it is given, uses parts of it, and prints what it exports. */
const [file, ...parts] = process.argv.slice(2);
const { exports, used } = loadScript(pathToFileURL(file as string), { host: "host" });
for (const part of parts) used(part);
console.log(JSON.stringify(exports));
