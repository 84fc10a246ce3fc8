import { KECCAK256_RLP } from "@ethereumjs/util";
import { keccak256 } from "../crypto/keccak.ts";
import { NodeWriter } from "./node-writer.ts";

/**
 * A persistent Merkle-Patricia trie in memory (Ethereum Yellow Paper, appendix D): nodes are never modified, so an old
 * root stays valid for ever and unchanged parts keep their hashes.
 *
 * `@ethereumjs/mpt` is a database of encoded nodes behind promises; for roots of a state that is in memory anyway that
 * costs several times as much. It is what the tests compare this with.
 */
export type TrieNode = Leaf | Extension | Branch;

interface Leaf {
  readonly kind: "leaf";
  /** Nibbles from here to the end of the key. */
  readonly path: Uint8Array;
  readonly value: Uint8Array;
  reference?: Uint8Array;
}

interface Extension {
  readonly kind: "extension";
  /** Never empty. */
  readonly path: Uint8Array;
  readonly child: Branch;
  reference?: Uint8Array;
}

interface Branch {
  readonly kind: "branch";
  readonly children: readonly (TrieNode | undefined)[];
  readonly value: Uint8Array | undefined;
  reference?: Uint8Array;
  /** The batch that made this branch. */
  readonly batch?: TrieBatch;
}

/**
 * Changes that are made together, and of which nobody sees a part: they may modify the branches that they have made
 * themselves. Half of the branches on the ways to 400 accounts would else be copied again for each.
 */
export class TrieBatch {
  // No two batches are the same, and nothing else is a batch.
  readonly #unique = true;

  owns(branch: Branch): boolean {
    return this.#unique && branch.batch === this;
  }
}

/** The empty trie is `undefined`. */
export type Trie = TrieNode | undefined;

const NO_PATH = new Uint8Array(0);
/** Length of a reference that is a hash; nodes that are referred to by themselves are shorter. */
const HASH_REFERENCE = 33;

/** Root of the empty trie. */
export const EMPTY_TRIE_ROOT: Uint8Array = KECCAK256_RLP;

/**
 * The trie in which `key` has `value`. An empty value is not stored: use `trieDelete`.
 *
 * @param batch then the trie that an earlier call of the same batch returned is not valid any more.
 */
export function triePut(trie: Trie, key: Uint8Array, value: Uint8Array, batch?: TrieBatch): TrieNode {
  return put(trie, nibbles(key), 0, value, batch);
}

/** The trie without `key`; the same trie when it was not there. */
export function trieDelete(trie: Trie, key: Uint8Array): Trie {
  return trie === undefined ? undefined : remove(trie, nibbles(key), 0);
}

export function trieGet(trie: Trie, key: Uint8Array): Uint8Array | undefined {
  const path = nibbles(key);
  let node = trie;
  let depth = 0;
  while (node !== undefined) {
    if (node.kind === "leaf") return samePath(node.path, path, depth) ? node.value : undefined;
    if (node.kind === "extension") {
      if (commonPrefix(path, depth, node.path) < node.path.length) return undefined;
      depth += node.path.length;
      node = node.child;
    } else {
      if (depth === path.length) return node.value;
      node = node.children[path[depth] as number];
      depth++;
    }
  }
  return undefined;
}

/** 32 bytes. */
export function trieRoot(trie: Trie): Uint8Array {
  if (trie === undefined) return EMPTY_TRIE_ROOT;
  const encoded = reference(trie);
  return encoded.length === HASH_REFERENCE ? encoded.slice(1) : keccak256(encoded);
}

/**
 * Merkle proof of `key`, present or absent: the encoded nodes on its path that are referred to by hash, from the root
 * (EIP-1186).
 */
export function trieProof(trie: Trie, key: Uint8Array): Uint8Array[] {
  const path = nibbles(key);
  const proof: Uint8Array[] = [];
  let node = trie;
  let depth = 0;
  while (node !== undefined) {
    const encoded = encode(node);
    if (proof.length === 0 || encoded.length >= 32) proof.push(encoded.slice());
    if (node.kind === "leaf") break;
    if (node.kind === "extension") {
      if (commonPrefix(path, depth, node.path) < node.path.length) break;
      depth += node.path.length;
      node = node.child;
    } else {
      if (depth === path.length) break;
      node = node.children[path[depth] as number];
      depth++;
    }
  }
  return proof;
}

function put(node: Trie, path: Uint8Array, depth: number, value: Uint8Array, batch: TrieBatch | undefined): TrieNode {
  if (node === undefined) return { kind: "leaf", path: path.subarray(depth), value };
  if (node.kind === "branch") {
    if (depth === path.length) return { kind: "branch", children: node.children, value, batch: undefined };
    const nibble = path[depth] as number;
    const child = put(node.children[nibble], path, depth + 1, value, batch);
    if (batch?.owns(node)) {
      (node.children as (TrieNode | undefined)[])[nibble] = child;
      node.reference = undefined;
      return node;
    }
    const children = node.children.slice();
    children[nibble] = child;
    return { kind: "branch", children, value: node.value, batch };
  }
  const shared = commonPrefix(path, depth, node.path);
  if (shared === node.path.length) {
    if (node.kind === "extension") {
      const child = put(node.child, path, depth + shared, value, batch) as Branch;
      return { kind: "extension", path: node.path, child };
    }
    if (depth + shared === path.length) return { kind: "leaf", path: node.path, value };
  }
  return fork(node, path, depth, shared, value, batch);
}

/** Splits a leaf or an extension where the new key leaves its path. */
function fork(
  node: Leaf | Extension,
  path: Uint8Array,
  depth: number,
  shared: number,
  value: Uint8Array,
  batch: TrieBatch | undefined,
): TrieNode {
  const children: (TrieNode | undefined)[] = new Array(16).fill(undefined);
  let ownValue: Uint8Array | undefined;
  if (shared === node.path.length) {
    ownValue = (node as Leaf).value;
  } else {
    const rest = node.path.subarray(shared + 1);
    children[node.path[shared] as number] =
      node.kind === "leaf" ? { kind: "leaf", path: rest, value: node.value } : extend(rest, node.child);
  }
  if (depth + shared === path.length) {
    ownValue = value;
  } else {
    children[path[depth + shared] as number] = { kind: "leaf", path: path.subarray(depth + shared + 1), value };
  }
  return extend(path.subarray(depth, depth + shared), { kind: "branch", children, value: ownValue, batch });
}

function remove(node: TrieNode, path: Uint8Array, depth: number): Trie {
  if (node.kind === "leaf") return samePath(node.path, path, depth) ? undefined : node;
  if (node.kind === "extension") {
    if (commonPrefix(path, depth, node.path) < node.path.length) return node;
    const child = remove(node.child, path, depth + node.path.length);
    if (child === node.child) return node;
    return child === undefined ? undefined : prepend(node.path, child);
  }
  if (depth === path.length) {
    return node.value === undefined ? node : collapse({ kind: "branch", children: node.children, value: undefined });
  }
  const nibble = path[depth] as number;
  const before = node.children[nibble];
  if (before === undefined) return node;
  const after = remove(before, path, depth + 1);
  if (after === before) return node;
  const children = node.children.slice();
  children[nibble] = after;
  return collapse({ kind: "branch", children, value: node.value });
}

/** A branch is a branch only while it has two ways to go. */
function collapse(branch: Branch): Trie {
  let only = -1;
  for (let nibble = 0; nibble < 16; nibble++) {
    if (branch.children[nibble] === undefined) continue;
    if (only >= 0) return branch;
    only = nibble;
  }
  if (only < 0) return branch.value === undefined ? undefined : { kind: "leaf", path: NO_PATH, value: branch.value };
  if (branch.value !== undefined) return branch;
  return prepend(Uint8Array.of(only), branch.children[only] as TrieNode);
}

function prepend(path: Uint8Array, node: TrieNode): TrieNode {
  if (node.kind === "leaf") return { kind: "leaf", path: joined(path, node.path), value: node.value };
  if (node.kind === "extension") return { kind: "extension", path: joined(path, node.path), child: node.child };
  return extend(path, node);
}

function extend(path: Uint8Array, child: Branch): Branch | Extension {
  return path.length === 0 ? child : { kind: "extension", path, child };
}

const writer = new NodeWriter();

/** The encoding of a node; valid until the next one is encoded. */
function encode(node: TrieNode): Uint8Array {
  if (node.kind === "leaf") return writer.leaf(node.path, node.value);
  if (node.kind === "extension") return writer.extension(node.path, reference(node.child));
  // First all that is below: it is encoded in the same place.
  const { children } = node;
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child !== undefined && child.reference === undefined) reference(child);
  }
  return writer.branch(children as readonly ({ reference: Uint8Array } | undefined)[], node.value);
}

/** How a parent refers to a node: by hash, or by the node itself when that is shorter. */
function reference(node: TrieNode): Uint8Array {
  if (node.reference === undefined) {
    const encoded = encode(node);
    if (encoded.length < 32) {
      node.reference = encoded.slice();
    } else {
      node.reference = new Uint8Array(HASH_REFERENCE);
      node.reference[0] = 0xa0;
      node.reference.set(keccak256(encoded), 1);
    }
  }
  return node.reference;
}

function nibbles(key: Uint8Array): Uint8Array {
  const out = new Uint8Array(key.length * 2);
  for (let i = 0; i < key.length; i++) {
    out[2 * i] = (key[i] as number) >> 4;
    out[2 * i + 1] = (key[i] as number) & 15;
  }
  return out;
}

function commonPrefix(path: Uint8Array, depth: number, other: Uint8Array): number {
  let length = 0;
  while (depth + length < path.length && length < other.length && path[depth + length] === other[length]) length++;
  return length;
}

function samePath(rest: Uint8Array, path: Uint8Array, depth: number): boolean {
  return rest.length === path.length - depth && commonPrefix(path, depth, rest) === rest.length;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
