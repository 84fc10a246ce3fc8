import { type ComponentChild, h, type JSX } from "preact";

export interface Column {
  readonly heading: ComponentChild;
  /** Figures stand below each other. */
  readonly isNumber?: boolean;
}

/** A table that scrolls sideways where it has no room, also with the keyboard. The first cell of a row names it. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly ComponentChild[])[],
  className = "",
): JSX.Element {
  const kind = (index: number) => (columns[index]?.isNumber === true ? "number" : undefined);
  return h(
    "div",
    { class: "scroll", role: "group", "aria-label": caption, tabIndex: 0 },
    h(
      "table",
      { class: className },
      h("caption", null, caption),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          columns.map(({ heading }, index) => h("th", { scope: "col", class: kind(index) }, heading)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((cells) =>
          h(
            "tr",
            null,
            cells.map((cell, index) =>
              index === 0 ? h("th", { scope: "row", class: kind(index) }, cell) : h("td", { class: kind(index) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}
