/** What JSON leaves as it is, and a terminal that shows a file obeys: other control characters, marks of direction. */
const OBEYED = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value as JSON for people to look at as well: nothing in it commands a terminal, and it reads as it was. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
