import type { ChalkInstance } from "chalk";
import type { Findings } from "./findings.ts";

/** What a renderer may need to know of the place that its text goes to. Each format uses what it has use for. */
export interface RenderOptions {
  /** Width of the terminal. */
  readonly columns: number;
  /** `new Chalk({ level: 0 })` for text without colours. */
  readonly chalk: ChalkInstance;
}

/** Turns findings into the text of one format, without a final line break. The same findings give the same text. */
export type Renderer = (findings: Findings, options: RenderOptions) => string;

/** Every format of the report by its name on the command line, loaded when it is asked for. */
export const FORMATS = {
  terminal: async (): Promise<Renderer> => (await import("./terminal.ts")).renderTerminal,
  json: async (): Promise<Renderer> => (await import("./json.ts")).renderJson,
} as const satisfies Readonly<Record<string, () => Promise<Renderer>>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
