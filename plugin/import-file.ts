/** What is imported by a name that only the run knows. The build puts its own in the place of this module (scripts/lib/script.mjs). */
export function importFile(url: string): Promise<unknown> {
  return import(url);
}
