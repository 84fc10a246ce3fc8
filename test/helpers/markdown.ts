import assert from "node:assert/strict";
import { Marked } from "marked";

const marked = new Marked({ gfm: true });

/** Markdown as GitHub understands it, as HTML. */
export function markdownToHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

/** All that our reports are made of: anything else came out of a name. */
const OWN_TAGS = /^(?:h[23]|p|strong|code|table|thead|tbody|tr|th|td|details|summary|ul|li|sub)$/;

/** Nothing in the HTML is an element that our reports are not made of, and nothing is half an element. */
export function assertOnlyOwnTags(html: string): void {
  for (const [tag, slash, name = "", rest = ""] of html.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/gi)) {
    assert.match(name, OWN_TAGS, tag);
    assert.match(rest, slash === "/" ? /^$/ : /^(?: align="(?:left|right)")?$/, tag);
  }
  assert.doesNotMatch(html.replace(/<!-- -->/g, "").replace(/<\/?[a-z0-9]+(?: align="\w+")?>/g, ""), /</);
}

/** Nobody is mentioned in the HTML, and nothing referred to. */
export function assertNoReferences(html: string): void {
  assert.doesNotMatch(html.replace(/<code>.*?<\/code>/gs, "").replace(/&#\d+;/g, " "), /[@#]\w/);
}
