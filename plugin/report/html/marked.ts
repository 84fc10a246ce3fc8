import { type ComponentChild, h } from "preact";
import type { Marks } from "../headline.ts";
import { shown } from "./names.ts";

/** Private characters, which no sentence of ours contains, around what a sentence marks. */
const OPEN = "\u{F0000}";
const CLOSE = "\u{F0001}";

const mark = (letter: string) => (text: string) =>
  OPEN + letter + text.replaceAll(OPEN, "").replaceAll(CLOSE, "") + CLOSE;

/** For sentences that `marked` makes elements of. */
export const MARKS: Marks = {
  number: mark("n"),
  name: (name) => mark("v")(shown(name)),
  title: (title) => mark("t")(shown(title)),
  place: (place) => mark("p")(shown(place)),
  good: mark("g"),
};

/** A sentence with `MARKS` as elements. */
export function marked(sentence: string): ComponentChild[] {
  return sentence.split(OPEN).flatMap((part, index): ComponentChild[] => {
    if (index === 0) return [part];
    const [text = "", rest = ""] = part.slice(1).split(CLOSE);
    return [element(part.charAt(0), text), rest];
  });
}

function element(letter: string, text: string): ComponentChild {
  if (letter === "n") return h("strong", null, text);
  if (letter === "v") return h("code", { dir: "auto" }, text);
  if (letter === "t") return h("q", { dir: "auto" }, text);
  if (letter === "p") return h("span", { class: "place", dir: "auto" }, `(${text})`);
  return h("strong", { class: "good" }, text);
}
