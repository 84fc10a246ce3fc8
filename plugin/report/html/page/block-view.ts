import { Fragment, h, type JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { formatCount, formatFactor, formatGas, formatShare } from "../../numbers.ts";
import { ELEMENTS, type PageBlock, type PageData } from "../page-data.ts";
import { GraphView } from "./graph-view.ts";
import { ModelView } from "./model-view.ts";
import { type OpenedBlock, openBlock } from "./opened-block.ts";
import { useTheme } from "./theme.ts";
import { TimelineView } from "./timeline-view.ts";

/** Everything about one test or block, which the reader chooses. */
export function BlockView({ data }: { readonly data: PageData }): JSX.Element {
  const [chosen, choose] = useState(0);
  const [transaction, select] = useState<number | undefined>(undefined);
  const theme = useTheme();
  const opened = useMemo(() => openBlock(data, chosen), [data, chosen]);
  const open = (index: number) => {
    select(undefined);
    choose(index);
  };

  // The rows of the table below lead here, too.
  useEffect(() => {
    const follow = (event: Event) => {
      const link = (event.target as Element).closest<HTMLElement>("a[data-block]");
      if (link === null) return;
      event.preventDefault();
      open(Number(link.dataset.block));
      const place = document.getElementById(ELEMENTS.block);
      place?.scrollIntoView();
      place?.querySelector("select")?.focus({ preventScroll: true });
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, []);

  return h(
    Fragment,
    null,
    h(Selector, { data, chosen, onChoose: open }),
    h(Figures, { opened }),
    h(GraphView, { key: `graph-${chosen}`, data, opened, theme, selected: transaction, onSelect: select }),
    h(TimelineView, { key: `timeline-${chosen}`, data, opened, theme, selected: transaction, onSelect: select }),
    h(ModelView, { key: `models-${chosen}`, opened, theme, target: data.target }),
  );
}

interface SelectorProps {
  readonly data: PageData;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

function Selector({ data, chosen, onChoose }: SelectorProps): JSX.Element {
  const group = (label: string, kind: PageBlock["kind"]) => {
    const own = data.blocks.flatMap((block, index) => (block.kind === kind ? [{ block, index }] : []));
    if (own.length === 0) return null;
    const options = own.map(({ block, index }) =>
      h("option", { value: index }, `${block.title} (${formatCount(block.gas.length)} transactions)`),
    );
    return h("optgroup", { label }, options);
  };
  const last = data.blocks.length - 1;
  return h(
    "div",
    { class: "toolbar chooser" },
    h(
      "label",
      { class: "field" },
      "Test or block ",
      h(
        "select",
        { value: chosen, onChange: (event: Event) => onChoose(Number((event.target as HTMLSelectElement).value)) },
        group("Tests", "test"),
        group("Blocks", "block"),
      ),
    ),
    h("button", { type: "button", disabled: chosen === 0, onClick: () => onChoose(chosen - 1) }, "Previous"),
    h("button", { type: "button", disabled: chosen === last, onClick: () => onChoose(chosen + 1) }, "Next"),
    h("span", { class: "place", dir: "auto" }, data.blocks[chosen]?.file ?? ""),
  );
}

function Figures({ opened: { metrics, marks } }: { readonly opened: OpenedBlock }): JSX.Element {
  const inConflict = marks.reduce((sum, mark) => sum + mark, 0);
  const { gas } = metrics.criticalPath;
  const tiles: readonly (readonly [label: string, value: string, note: string])[] = [
    ["Transactions", formatCount(metrics.transactions), `${formatGas(metrics.gas)} gas`],
    ["In conflict", formatCount(inConflict), formatShare(metrics.conflictRate.count)],
    ["Waves", formatCount(metrics.waves), "transactions of one could run at once"],
    ["Critical path", `${formatGas(gas)} gas`, `${formatShare(metrics.gas === 0 ? 0 : gas / metrics.gas)} of all`],
    ["Ceiling", formatFactor(metrics.ceiling.gas), "with any number of threads"],
    ["On 8 threads", formatFactor(metrics.speedup.get(8) ?? 1), "as fast as one, ideally"],
  ];
  return h(
    "dl",
    { class: "tiles small", "aria-live": "polite" },
    tiles.map(([label, value, note]) =>
      h(
        "div",
        { class: "tile" },
        h("dt", null, label),
        h("dd", null, h("span", { class: "value" }, value), " ", h("span", { class: "note" }, note)),
      ),
    ),
  );
}
