import type { Measurement } from "../../plugin/advice/measurement.ts";

/** Text of `plugin/advice/measured.ts`, in the form of this project. */
export function measuredSource(measured: ReadonlyMap<string, readonly Measurement[]>): string {
  const lines = [
    'import type { Measurement } from "./measurement.ts";',
    "",
    "/**",
    " * Written by `UPDATE_GOLDEN=1 npm test -- test/advice/proofs.test.ts`, which otherwise compares what it measures with",
    " * this. By id of the remedy.",
    " */",
    "export const MEASURED: ReadonlyMap<string, readonly Measurement[]> = new Map<string, readonly Measurement[]>([",
  ];
  for (const [id, measurements] of measured) {
    lines.push("  [", `    ${JSON.stringify(id)},`, "    [");
    for (const { traffic, rows } of measurements) {
      lines.push("      {", `        traffic: ${JSON.stringify(traffic)},`, "        rows: [");
      for (const row of rows) {
        const fields = Object.entries(row).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
        lines.push("          {", ...fields.map((field) => `            ${field},`), "          },");
      }
      lines.push("        ],", "      },");
    }
    lines.push("    ],", "  ],");
  }
  return `${[...lines, "]);"].join("\n")}\n`;
}
