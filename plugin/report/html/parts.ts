import { type ComponentChild, type ComponentChildren, h, type JSX } from "preact";
import type { SiteRow } from "../../record/types.ts";
import type { SourceLocation } from "../../source/names.ts";
import { shown } from "./names.ts";

/** A part of the page with a heading that links can lead to. */
export function section(
  id: string,
  title: string,
  intro: ComponentChild,
  ...children: ComponentChildren[]
): JSX.Element {
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    intro === undefined ? null : h("p", { class: "intro" }, intro),
    ...children,
  );
}

/** A name from the source, of whatever script. */
export function code(name: string): JSX.Element {
  return h("code", { dir: "auto" }, shown(name));
}

/** What leads from a line of a source to where the page shows it. */
export type AnchorOf = (place: Pick<SiteRow, "file" | "line">) => string | undefined;

/** `Vault.sol:42`, as a link where the page has the line. */
export function placeLink(place: SiteRow | SourceLocation, anchorOf: AnchorOf): JSX.Element {
  const anchor = anchorOf(place);
  const name = shown(place.file.slice(place.file.lastIndexOf("/") + 1));
  const text = `${name}:${place.line}`;
  const full = `${shown(place.file)}:${place.line}`;
  return anchor === undefined
    ? h("span", { class: "place", dir: "auto", title: full }, text)
    : h("a", { class: "place", dir: "auto", title: full, href: `#${anchor}` }, text);
}

/** Something that is read only when it is wanted. */
export function more(summary: ComponentChild, ...children: ComponentChildren[]): JSX.Element {
  return h("details", null, h("summary", null, summary), ...children);
}
