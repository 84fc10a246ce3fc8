import { h, type JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { MODELS, modelNamed } from "../../../analysis/models/models.ts";
import { countOf, formatCount, formatFactor, formatGas } from "../../numbers.ts";
import type { PageRun } from "../page-data.ts";
import { table } from "../table.ts";
import { Chart } from "./chart.ts";
import { functionOf } from "./graph-option.ts";
import type { BlockPartProps } from "./graph-view.ts";
import { type Piece, timelineOption } from "./timeline-option.ts";

const MOST_THREADS = 64;
const LANE = 18;
const [LEAST_HEIGHT, MOST_HEIGHT] = [110, 460];
const MOST_ROWS = 200;

/** How the block really ran, beside how a model lays it out on as many threads as the reader likes. */
export function TimelineView(props: BlockPartProps): JSX.Element {
  const { data, opened } = props;
  const { run } = opened.block;
  return h(
    "section",
    { class: "part", "aria-labelledby": "timeline-title" },
    h("h3", { id: "timeline-title" }, "When it runs"),
    h(
      "ul",
      { class: "legend" },
      h("li", null, h("span", { class: "swatch ran" }), "executed"),
      h("li", null, h("span", { class: "swatch again" }), "executed again"),
      h("li", null, h("span", { class: "swatch aborted" }), "thrown away"),
      h("li", null, h("span", { class: "swatch idle" }), "nothing to do, or waiting"),
    ),
    h(
      "div",
      { class: "beside" },
      h(ModelledTimeline, props),
      run === undefined
        ? h(
            "div",
            null,
            h("h4", null, "As it really ran"),
            h(
              "p",
              { class: "note" },
              data.blocks.some((block) => block.run)
                ? "The record does not say how this one was executed."
                : "Left out, or not in the record: a page without it is the same for the same run.",
            ),
          )
        : h(RealTimeline, { ...props, run }),
    ),
  );
}

function ModelledTimeline({ data, opened, theme, selected, onSelect }: BlockPartProps): JSX.Element {
  const [threads, setThreads] = useState(8);
  const [name, setName] = useState(data.target?.model ?? "ideal");
  const model = modelNamed(name) ?? MODELS[0];
  if (model === undefined) throw new Error("There is no model");
  const result = useMemo(() => model.run(opened.model, threads), [model, opened, threads]);
  const pieces = useMemo(() => {
    const executed = new Set<number>();
    return model.timetable(opened.model, threads).map(({ thread, transaction, start, end, aborted }): Piece => {
      const again = executed.has(transaction);
      executed.add(transaction);
      return { lane: thread, transaction, start, end, again, ...(aborted && { aborted: "conflict" }) };
    });
  }, [model, opened, threads]);
  const describe = describer({ data, opened }, (time) => `${formatGas(time)} gas`);
  const option = useMemo(
    () =>
      timelineOption({
        theme,
        pieces,
        lanes: threads,
        end: result.makespan,
        formatTime: (time) => formatGas(time),
        describe,
        laneName: (lane) => String(lane + 1),
      }),
    [theme, pieces, threads, result],
  );
  const marks = useMarks(pieces, selected);
  const counts = [
    ...(result.aborts === undefined ? [] : [countOf(result.aborts, "abort")]),
    ...(result.waits === undefined ? [] : [countOf(result.waits, "wait")]),
    ...(result.crossShard === undefined ? [] : [countOf(result.crossShard, "cross-shard transaction")]),
  ];
  const says = `${countOf(threads, "thread")}: ${formatFactor(result.speedup)} as fast as one, ${formatGas(result.makespan)} gas${counts.map((count) => `, ${count}`).join("")}.`;
  return h(
    "div",
    null,
    h("h4", null, "As a model lays it out (gas is the clock)"),
    h(
      "div",
      { class: "toolbar" },
      h(
        "label",
        { class: "field" },
        "Model ",
        h(
          "select",
          {
            value: model.name,
            onChange: (event: Event) => setName((event.target as HTMLSelectElement).value as typeof name),
          },
          MODELS.map((other) => h("option", { value: other.name }, other.name)),
        ),
      ),
      h(
        "label",
        { class: "field slider" },
        "Threads ",
        h("input", {
          type: "range",
          min: 1,
          max: MOST_THREADS,
          step: 1,
          value: threads,
          "aria-valuetext": countOf(threads, "thread"),
          onInput: (event: Event) => setThreads(Number((event.target as HTMLInputElement).value)),
        }),
        h("span", { class: "value", "aria-hidden": "true" }, String(threads)),
      ),
    ),
    h("p", { class: "note" }, `${model.name}: ${model.describe}.`),
    h("output", { class: "says" }, says),
    h(Chart, {
      option,
      height: heightOf(threads),
      label: `Modelled schedule. ${says}`,
      onPick: picker(selected, onSelect),
      selected: marks,
    }),
    h(PieceTable, { title: "The modelled schedule", pieces, data, opened, lane: "thread", unit: "gas" }),
  );
}

function RealTimeline({
  data,
  opened,
  theme,
  selected,
  onSelect,
  run,
}: BlockPartProps & { readonly run: PageRun }): JSX.Element {
  const pieces = useMemo(
    () =>
      run.executions.map(
        ({ worker, incarnation, ...piece }): Piece => ({ ...piece, lane: worker, again: incarnation > 0 }),
      ),
    [run],
  );
  const lanes = Math.max(run.threads, ...pieces.map(({ lane }) => lane + 1));
  const end = pieces.reduce((most, piece) => Math.max(most, piece.end), 1);
  const formatTime = (time: number) => (end >= 10_000 ? `${formatCount(time / 1000)} ms` : `${formatCount(time)} µs`);
  const describe = describer({ data, opened }, formatTime);
  const option = useMemo(
    () =>
      timelineOption({
        theme,
        pieces,
        lanes,
        end,
        formatTime,
        describe,
        laneName: (lane) => (lane === 0 ? "main" : String(lane)),
      }),
    [theme, pieces],
  );
  const marks = useMarks(pieces, selected);
  const aborts = pieces.filter(({ aborted }) => aborted !== undefined).length;
  const busy = pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0) / (end * lanes);
  const says = `${countOf(run.blocks, "real block")} on ${countOf(run.threads, "thread")}, ${formatTime(end)}, ${countOf(aborts, "execution")} thrown away, threads busy ${Math.round(100 * busy)}% of the time.`;
  return h(
    "div",
    null,
    h("h4", null, "As it really ran (differs from run to run)"),
    h("p", { class: "says" }, says, run.blocks > 1 ? " One block after the other, without the time between." : ""),
    h(Chart, {
      option,
      height: heightOf(lanes),
      label: `The real run. ${says}`,
      onPick: picker(selected, onSelect),
      selected: marks,
    }),
    h(PieceTable, { title: "The real run", pieces, data, opened, lane: "worker", unit: "µs" }),
  );
}

function heightOf(lanes: number): number {
  return Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, 50 + LANE * lanes));
}

function picker(selected: number | undefined, onSelect: BlockPartProps["onSelect"]) {
  return (item: unknown) => {
    const transaction = (item as { readonly value?: readonly number[] }).value?.[3];
    if (transaction !== undefined) onSelect(transaction === selected ? undefined : transaction);
  };
}

/** The pieces of the selected transaction. */
function useMarks(pieces: readonly Piece[], selected: number | undefined): readonly number[] {
  return useMemo(
    () => pieces.flatMap(({ transaction }, index) => (transaction === selected ? [index] : [])),
    [pieces, selected],
  );
}

type Named = Pick<BlockPartProps, "data" | "opened">;

function describer({ data, opened }: Named, formatTime: (time: number) => string) {
  return ({ transaction, start, end, aborted, again }: Piece): string[] => [
    `#${transaction} ${functionOf(transaction, opened, data)}`,
    `${formatTime(start)} to ${formatTime(end)}`,
    ...(aborted === undefined ? [] : [`thrown away: ${aborted}`]),
    ...(again ? ["executed again"] : []),
  ];
}

interface PieceTableProps extends Named {
  readonly title: string;
  readonly pieces: readonly Piece[];
  readonly lane: "thread" | "worker";
  readonly unit: string;
}

function PieceTable({ title, pieces, data, opened, lane, unit }: PieceTableProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? pieces.slice(0, MOST_ROWS) : [];
  const left = pieces.length - MOST_ROWS;
  return h(
    "details",
    { onToggle: (event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open) },
    h("summary", null, `${title} in a table`),
    table(
      `${title}, in ${unit}`,
      [
        { heading: "Transaction" },
        { heading: `On ${lane}`, isNumber: true },
        { heading: "From", isNumber: true },
        { heading: "To", isNumber: true },
        { heading: "Result" },
      ],
      rows.map((piece) => [
        h(
          "span",
          null,
          `#${piece.transaction} `,
          h("code", { dir: "auto" }, functionOf(piece.transaction, opened, data)),
        ),
        String(lane === "thread" ? piece.lane + 1 : piece.lane),
        formatCount(piece.start),
        formatCount(piece.end),
        piece.aborted === undefined ? "kept" : `thrown away: ${piece.aborted}`,
      ]),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more execution")}.`) : null,
  );
}
