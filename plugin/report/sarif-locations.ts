import type { Location } from "sarif";
import type { SiteRow } from "../record/types.ts";
import { shortName } from "./short-name.ts";

/** What the paths of files are relative to: the root of the repository, wherever it is checked out. */
export const ROOT = "%SRCROOT%";

/**
 * A line of a file, or the file where the line is unknown.
 *
 * @param locate Path of a file from the root of the repository.
 * @returns undefined for what cannot be a file of the repository.
 */
export function locationOf(
  { file, line, function: name }: Omit<SiteRow, "line"> & Partial<Pick<SiteRow, "line">>,
  locate: (file: string) => string,
): Location | undefined {
  const segments = locate(file)
    .toWellFormed()
    .split(/[\\/]/)
    .filter((segment) => segment !== "" && segment !== ".");
  if (segments.length === 0 || segments.includes("..")) return undefined;
  const uri = segments.map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: ROOT },
      ...(line !== undefined && { region: { startLine: line } }),
    },
    ...(name !== undefined && { logicalLocations: [{ fullyQualifiedName: shortName(name), kind: "function" }] }),
  };
}
