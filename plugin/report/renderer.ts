import type { ChalkInstance } from "chalk";
import type { RunRecord } from "../record/types.ts";
import type { Findings } from "./findings.ts";

/** What a renderer may need to know of the place that its text goes to. Each format uses what it has use for. */
export interface RenderOptions {
  /** Width of the terminal. */
  readonly columns: number;
  /** `new Chalk({ level: 0 })` for text without colours. */
  readonly chalk: ChalkInstance;
  /** For formats that show more of a run than what was found: its transactions, its sources, how it was executed. */
  readonly run?: RenderedRun;
  /** Path of a source or test file from the root of the repository; the name in the record, unless given. */
  readonly locate?: (file: string) => string;
}

/** The run that findings are of. */
export interface RenderedRun {
  readonly record: RunRecord;
  /** Text of a source file by its name in the record; undefined where it is not at hand. */
  readonly readSource: (file: string) => string | undefined;
  /** Whether to show how the run was really executed, which differs from run to run. */
  readonly timeline: boolean;
}

/** Turns findings into the text of one format, without a final line break. The same findings give the same text. */
export type Renderer = (findings: Findings, options: RenderOptions) => string;
