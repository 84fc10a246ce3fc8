import { createHash } from "node:crypto";
import { ELEMENTS, type PageData } from "./page-data.ts";

export interface DocumentParts {
  readonly title: string;
  /** Markup in which everything that comes from elsewhere is escaped. */
  readonly body: string;
  readonly data: PageData;
  readonly script: string;
  readonly style: string;
}

/**
 * The whole file. Its policy lets no script run but this one, no style apply but this one, nothing be loaded, sent or
 * framed, and (`trusted types`) no text be parsed as HTML by the script, whatever names a record holds.
 */
export function documentOf({ title, body, data, script, style }: DocumentParts): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="${ELEMENTS.data}">${jsonOf(data)}</script>
<script>${script}</script>
</body>
</html>`;
}

/** JSON that ends no script element and opens no comment. */
function jsonOf(data: PageData): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
