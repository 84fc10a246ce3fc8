import type { CheckFindings } from "./check.ts";
import type { RenderOptions } from "./renderer.ts";

/** Turns the result of a check into the text of one format, without a final line break. */
export type CheckRenderer = (check: CheckFindings, options: RenderOptions) => string;

/** Every format of the check by its name on the command line, loaded when it is asked for. */
export const CHECK_FORMATS = {
  terminal: async (): Promise<CheckRenderer> => (await import("./check-terminal.ts")).renderCheckTerminal,
  json: async (): Promise<CheckRenderer> => (await import("./check-json.ts")).renderCheckJson,
  markdown: async (): Promise<CheckRenderer> => (await import("./check-markdown.ts")).renderCheckMarkdown,
  sarif: async (): Promise<CheckRenderer> => (await import("./check-sarif.ts")).renderCheckSarif,
  junit: async (): Promise<CheckRenderer> => (await import("./check-junit.ts")).renderCheckJunit,
} as const satisfies Readonly<Record<string, () => Promise<CheckRenderer>>>;

export type CheckFormatName = keyof typeof CHECK_FORMATS;

export const CHECK_FORMAT_NAMES = Object.keys(CHECK_FORMATS) as readonly CheckFormatName[];

export function isCheckFormatName(name: string): name is CheckFormatName {
  return Object.hasOwn(CHECK_FORMATS, name);
}
