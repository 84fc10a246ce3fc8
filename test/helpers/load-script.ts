import { pathToFileURL } from "node:url";
import { loadScript } from "../../plugin/kept-script.ts";

/** A process that loads the script that it is given, and prints what that exports. */
console.log(JSON.stringify(loadScript(pathToFileURL(process.argv[2] as string))));
