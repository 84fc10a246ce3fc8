// Bundles what the browser runs of the HTML report: one script and one style sheet, to be written into the page.
import { build } from "esbuild";
import { bundledPackages, licencesOf } from "./licences.mjs";
import { ROOT } from "./process.mjs";

const DIRECTORY = "plugin/report/html/page";

/** Browsers of the last three years: all that have Map.groupBy. */
const TARGET = ["chrome117", "firefox119", "safari17.4"];

/** @returns {Promise<{ script: string, style: string, licences: string, packages: string[] }>} */
export async function bundlePage() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { script: `${DIRECTORY}/main.ts`, style: `${DIRECTORY}/style.css` },
    outdir: "page",
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: TARGET,
    // The page ends a script element where this would stand.
    supported: { "inline-script": false },
    legalComments: "none",
    charset: "ascii",
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const textOf = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).text.trim();
  const packages = bundledPackages(metafile);
  return { script: textOf(".js"), style: textOf(".css"), licences: licencesOf(packages), packages };
}
