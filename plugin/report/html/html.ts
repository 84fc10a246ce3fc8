import { h, type JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Renderer } from "../renderer.ts";
import { loadPageAsset } from "./asset.ts";
import { collectPageData } from "./collect.ts";
import { documentOf } from "./document.ts";
import { more } from "./parts.ts";
import { blocks } from "./sections/blocks.ts";
import { functions } from "./sections/functions.ts";
import { leftOut } from "./sections/left-out.ts";
import { models } from "./sections/models.ts";
import { sources } from "./sections/sources.ts";
import { summary } from "./sections/summary.ts";
import { users } from "./sections/users.ts";
import { variables } from "./sections/variables.ts";
import { MarkedSources } from "./sources.ts";

const TITLE = "Parallel execution report";

/**
 * Renders findings as one HTML file that needs no other: all that is read stands in it as text, and a script adds graph,
 * timelines and curves, for which it has the transactions as JSON.
 */
export async function htmlRenderer(): Promise<Renderer> {
  const asset = await loadPageAsset();
  return (findings, { run }) => {
    const marked = new MarkedSources(findings, run?.readSource ?? (() => undefined));
    const { data, positions } = collectPageData(findings, run, marked.anchorOf);
    const parts: readonly Part[] = [
      { id: "summary", element: summary(findings, run?.timeline ?? false) },
      { id: "variables", label: "Variables", element: variables(findings, marked.anchorOf) },
      { id: "blocks", label: "Tests and blocks", element: blocks(findings, positions, run?.record.tests ?? []) },
      { id: "functions", label: "Functions", element: functions(findings, run?.record) },
      { id: "source", label: "Source", element: sources(marked) },
      { id: "users", label: "N users", element: users(findings) },
      { id: "models", label: "Models", element: models(findings) },
      { id: "left-out", label: "Left out", element: leftOut(findings) },
    ];
    const shown = parts.filter(({ element }) => element !== null);
    const links = shown.flatMap(({ id, label }) =>
      label === undefined ? [] : [h("li", null, h("a", { href: `#${id}` }, label))],
    );
    const body: readonly JSX.Element[] = [
      h("a", { class: "skip", href: "#main" }, "Skip to the report"),
      h(
        "header",
        null,
        h("h1", { id: "title" }, TITLE),
        h("nav", { "aria-label": "Parts of the report" }, h("ul", null, links)),
      ),
      h(
        "main",
        { id: "main", tabIndex: -1 },
        shown.map(({ element }) => element),
      ),
      h(
        "footer",
        null,
        h("p", null, run === undefined ? "hardhat-parallel" : run.record.generator),
        more(
          "Licences of the libraries in this page",
          h("pre", { tabIndex: 0, role: "group", "aria-label": "Licences" }, asset.licences),
        ),
      ),
    ];
    return documentOf({
      title: TITLE,
      body: body.map((element) => renderToString(element)).join("\n"),
      data,
      ...asset,
    });
  };
}

interface Part {
  /** Of its section. */
  readonly id: string;
  /** Where it stands in the navigation. */
  readonly label?: string;
  readonly element: JSX.Element | null;
}
