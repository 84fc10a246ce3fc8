import type { SiteRow } from "../../record/types.ts";
import type { Findings } from "../findings.ts";
import { compareText } from "../pairs.ts";
import type { AnchorOf } from "./parts.ts";

/** Characters of sources that the page holds; files with most waits come first. */
const MOST_CHARACTERS = 600_000;
const MOST_FILES = 200;

/** What happens at a line. */
export interface LineMark {
  readonly what: "read" | "written" | "declared";
  readonly variable: string;
  /** Waits between transactions that arise here; 0 for declarations. */
  waits: number;
}

/** A source file with findings. */
export interface MarkedFile {
  readonly file: string;
  /** Undefined where the file is not at hand, or there was no more room. */
  readonly lines: readonly string[] | undefined;
  readonly isTooLong: boolean;
  /** By number of the line, from 1. */
  readonly marks: ReadonlyMap<number, readonly LineMark[]>;
}

/** The sources of the project at which conflicts arise, with the lines marked. */
export class MarkedSources {
  readonly files: readonly MarkedFile[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(findings: Findings, readSource: (file: string) => string | undefined) {
    const files = marksByFile(findings);
    const waitsOf = (marks: Marks) => [...marks.values()].flat().reduce((sum, { waits }) => sum + waits, 0);
    const sorted = [...files].sort(
      ([a, marksA], [b, marksB]) => waitsOf(marksB) - waitsOf(marksA) || compareText(a, b),
    );
    let room = MOST_CHARACTERS;
    this.files = sorted.slice(0, MOST_FILES).map(([file, marks]): MarkedFile => {
      const text = readSource(file);
      const fits = text !== undefined && text.length <= room;
      if (fits) room -= text.length;
      const isTooLong = text !== undefined && !fits;
      return { file, marks, isTooLong, lines: fits ? text.split(/\r\n|\n|\r/) : undefined };
    });
    this.#numbers = new Map(this.files.map(({ file }, number) => [file, number]));
  }

  /** The anchor of a line, where the page has it. */
  readonly anchorOf: AnchorOf = ({ file, line }) => {
    const number = this.#numbers.get(file);
    if (number === undefined) return undefined;
    const { lines } = this.files[number] as MarkedFile;
    return lines !== undefined && line >= 1 && line <= lines.length ? `L${number}-${line}` : undefined;
  };
}

type Marks = Map<number, LineMark[]>;

function marksByFile({ variables }: Findings): Map<string, Marks> {
  const files = new Map<string, Marks>();
  const add = (
    { file, line }: Pick<SiteRow, "file" | "line">,
    what: LineMark["what"],
    variable: string,
    waits: number,
  ) => {
    const lines = files.get(file) ?? new Map<number, LineMark[]>();
    files.set(file, lines);
    const marks = lines.get(line) ?? [];
    lines.set(line, marks);
    const known = marks.find((mark) => mark.what === what && mark.variable === variable);
    if (known === undefined) marks.push({ what, variable, waits });
    else known.waits += waits;
  };
  for (const { variable, pairs } of variables) {
    for (const { read, written, waits } of pairs.flatMap(({ places }) => places)) {
      if (read !== undefined) add(read, "read", variable.name, waits);
      if (written !== undefined) add(written, "written", variable.name, waits);
    }
    const source = variable.members.find((member) => member.changed)?.source ?? variable.source;
    if (source !== undefined && pairs.some(({ waits }) => waits > 0)) add(source, "declared", variable.name, 0);
  }
  return files;
}
