import { readFile } from "node:fs/promises";
import { importFile } from "../../import-file.ts";

/** What the page is made of besides its contents. */
export interface PageAsset {
  /** The bundled sources of `page/`, for a classic script element. */
  readonly script: string;
  readonly style: string;
  /** Licences of the packages in the script. */
  readonly licences: string;
}

/** The asset beside the compiled plugin; from the sources, it is made anew each time. */
export async function loadPageAsset(): Promise<PageAsset> {
  if (import.meta.url.endsWith(".ts")) {
    const builder = new URL("../../../scripts/lib/page.mjs", import.meta.url).href;
    const { bundlePage } = (await importFile(builder)) as { bundlePage: () => Promise<PageAsset> };
    return await bundlePage();
  }
  return JSON.parse(await readFile(new URL("./report-page.json", import.meta.url), "utf8")) as PageAsset;
}
