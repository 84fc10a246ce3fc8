import { readFile } from "node:fs/promises";

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
  // A module that is only known at run time stays out of the bundle.
  if (import.meta.url.endsWith(".ts")) {
    const builder = new URL("../../../scripts/lib/page.mjs", import.meta.url).href;
    const { bundlePage } = (await import(builder)) as { bundlePage: () => Promise<PageAsset> };
    return await bundlePage();
  }
  return JSON.parse(await readFile(new URL("./report-page.json", import.meta.url), "utf8")) as PageAsset;
}
