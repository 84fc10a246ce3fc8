/**
 * The parts of solc's compact AST that names are read from. Everything is optional: the AST of eight years of
 * compilers is not one format, and a name that cannot be read is left out.
 */
export interface AstNode {
  readonly id?: number;
  readonly nodeType?: string;
  /** `start:length:file`, in bytes. */
  readonly src?: string;
  readonly name?: string;
  readonly nodes?: readonly AstNode[];
  readonly [field: string]: unknown;
}

/** Reads a field that should hold a node. */
export function child(node: AstNode | undefined, field: string): AstNode | undefined {
  const value = node?.[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as AstNode) : undefined;
}

/** Reads a field that should hold a list of nodes. */
export function children(node: AstNode | undefined, field: string): readonly AstNode[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter((v): v is AstNode => typeof v === "object" && v !== null) : [];
}

export function text(node: AstNode | undefined, field: string): string | undefined {
  const value = node?.[field];
  return typeof value === "string" ? value : undefined;
}

export function number(node: AstNode | undefined, field: string): number | undefined {
  const value = node?.[field];
  return typeof value === "number" ? value : undefined;
}

export function typeIdentifier(node: AstNode | undefined): string {
  return text(child(node, "typeDescriptions"), "typeIdentifier") ?? "";
}

/** Visits a node and everything below it. */
export function walk(node: unknown, visit: (node: AstNode) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
  } else if (typeof node === "object" && node !== null) {
    if ("nodeType" in node) visit(node as AstNode);
    for (const value of Object.values(node)) if (typeof value === "object") walk(value, visit);
  }
}
