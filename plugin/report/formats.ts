import type { Renderer } from "./renderer.ts";

/** Every format of the report by its name on the command line, loaded when it is asked for. */
export const FORMATS = {
  terminal: async (): Promise<Renderer> => (await import("./terminal.ts")).renderTerminal,
  json: async (): Promise<Renderer> => (await import("./json.ts")).renderJson,
  markdown: async (): Promise<Renderer> => (await import("./markdown.ts")).renderMarkdown,
  sarif: async (): Promise<Renderer> => (await import("./sarif.ts")).renderSarif,
  junit: async (): Promise<Renderer> => (await import("./junit.ts")).renderJunit,
  html: async (): Promise<Renderer> => (await import("./html/html.ts")).htmlRenderer(),
} as const satisfies Readonly<Record<string, () => Promise<Renderer>>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
