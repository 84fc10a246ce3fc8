import { create } from "xmlbuilder2";

/** An element of an XML document, to add to. */
export type XmlElement = ReturnType<typeof create>;

/** In place of what XML 1.0 cannot contain in any form: control characters, lone surrogates, noncharacters. */
const REPLACEMENT = "\uFFFD";

/** The root of a new XML document. */
export function xmlRoot(name: string): XmlElement {
  return create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: REPLACEMENT }).ele(name);
}

/** The text of the document, without a final line break. */
export function xmlText(root: XmlElement): string {
  return root.doc().end({ prettyPrint: true });
}
