import { readFile } from "node:fs/promises";
import type { Artifact } from "hardhat/types/artifacts";
import { type AstNode, child } from "./ast.ts";
import { Compilation, spanOf } from "./compilation.ts";
import type { ArtifactSource } from "./contracts.ts";
import { describeFunctions } from "./functions.ts";
import type { SourceLocation } from "./names.ts";

/** The tags `@custom:parallel` of one comment of documentation. */
export interface Annotation {
  /**
   * What it is for, in the names of reports: `Vault`, `Vault.deposit`; with a contract those which inherit from it, with
   * a function all contracts that have it. Empty where no transaction can call anything that it stands on.
   */
  readonly targets: readonly string[];
  /** One at least. */
  readonly tags: readonly Tag[];
}

export interface Tag {
  /** The rest of the line. */
  readonly text: string;
  readonly source: SourceLocation;
}

const TAG = "@custom:parallel";
/** At the beginning of a line of a comment, whichever of the two kinds. */
const TAGS = /(^[ \t/*]*)@custom:parallel(?![\w:-])[ \t]*([^\r\n]*)/gm;

/**
 * Reads what the comments of the project's contracts ask of them, sorted by place.
 *
 * A function without documentation of its own has that of the functions which it overrides, and so has one with
 * `@inheritdoc`: that is NatSpec's rule.
 */
export async function readAnnotations(artifacts: ArtifactSource): Promise<readonly Annotation[]> {
  const contracts = new Map<string, Artifact[]>();
  for (const name of [...(await artifacts.getAllFullyQualifiedNames())].sort()) {
    const artifact = await artifacts.readArtifact(name);
    const { buildInfoId } = artifact;
    if (buildInfoId === undefined) continue;
    contracts.set(buildInfoId, [...(contracts.get(buildInfoId) ?? []), artifact]);
  }
  const found = new Map<string, { readonly tags: readonly Tag[]; readonly targets: Set<string> }>();
  const bind = (tags: readonly Tag[], target?: string) => {
    const [first] = tags;
    if (first === undefined) return;
    const place = `${first.source.file}:${String(first.source.line).padStart(8, "0")}`;
    const { targets } = found.get(place) ?? found.set(place, { tags, targets: new Set() }).get(place) ?? {};
    if (target !== undefined) targets?.add(target);
  };
  for (const [buildInfoId, own] of contracts) {
    // Outputs of the compiler are large, and most projects say nothing in comments.
    if (!(await mentionsTag(artifacts, buildInfoId))) continue;
    const compilation = await Compilation.load(artifacts, buildInfoId);
    if (compilation === undefined) continue;
    for (const artifact of own) bindContract(artifact, compilation, bind);
    for (const node of compilation.documented()) bind(tagsOf(node, compilation));
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { tags, targets }]) => ({ tags, targets: [...targets].sort() }));
}

async function mentionsTag(artifacts: ArtifactSource, buildInfoId: string): Promise<boolean> {
  const path = await artifacts.getBuildInfoPath(buildInfoId);
  return path !== undefined && (await readFile(path, "utf8")).includes(TAG);
}

type Bind = (tags: readonly Tag[], target?: string) => void;

function bindContract(artifact: Artifact, compilation: Compilation, bind: Bind): void {
  const { contractName, sourceName, abi, bytecode, inputSourceName } = artifact;
  const node = compilation.contract(inputSourceName ?? "", contractName);
  // Interfaces and abstract contracts have no code to be called.
  if (node === undefined || bytecode === "0x") return;
  for (const contract of compilation.linearization(node)) bind(tagsOf(contract, compilation), contractName);
  const contract = {
    name: contractName,
    fullyQualifiedName: `${sourceName}:${contractName}`,
    abi,
    ...(inputSourceName !== undefined && { inputSourceName }),
  };
  const { bySelector, receive, fallback } = describeFunctions(contract, compilation);
  for (const called of [...bySelector.values(), receive, fallback]) {
    if (called?.definition === undefined) continue;
    for (const tags of inheritedTags(called.definition, compilation)) bind(tags, `${contractName}.${called.name}`);
  }
}

/** The tags of a function's documentation; those of each function that it overrides where it has none of its own. */
function inheritedTags(node: AstNode, compilation: Compilation): readonly (readonly Tag[])[] {
  const own = tagsOf(node, compilation);
  if (own.length > 0) return [own];
  const documentation = child(node, "documentation");
  if (documentation !== undefined && !compilation.textOf(documentation).includes("@inheritdoc")) return [];
  const bases = Array.isArray(node.baseFunctions) ? node.baseFunctions : [];
  return bases.flatMap((id) => {
    const base = compilation.declaration(id);
    return base === undefined ? [] : inheritedTags(base, compilation);
  });
}

/** Read from the source itself: the compiler joins the lines of a comment, and their places are lost. */
function tagsOf(node: AstNode, compilation: Compilation): readonly Tag[] {
  const documentation = child(node, "documentation");
  if (documentation === undefined) return [];
  const [start, , file] = spanOf(documentation);
  const comment = compilation.textOf(documentation);
  return [...comment.matchAll(TAGS)].flatMap(({ index, 1: before = "", 2: text = "" }) => {
    const source = compilation.locateAt(file, start + Buffer.byteLength(comment.slice(0, index + before.length)));
    return source === undefined ? [] : [{ text: text.replace(/\*+\/\s*$/, "").trim(), source }];
  });
}
