import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";

/** What V8 has compiled of a script, with what is known of how it came about. */
export interface KeptCode {
  readonly code: Buffer;
  /** What of the script had been used by then. */
  readonly parts: readonly string[];
  /** How many processes have kept it. */
  readonly times: number;
}

/** The code comes first, as V8 copies it elsewhere where its address is odd: the rest, its length, the checksum of all. */
const WORD_BYTES = 4;

/** V8 does not look for damage: it would execute whatever there is. */
export function readKept(file: string): KeptCode | undefined {
  try {
    const bytes = readFileSync(file);
    const end = bytes.length - WORD_BYTES;
    if (bytes.readUInt32LE(end) !== crc32(bytes.subarray(0, end))) return undefined;
    const begin = end - WORD_BYTES - bytes.readUInt32LE(end - WORD_BYTES);
    const rest = JSON.parse(bytes.toString("latin1", begin, end - WORD_BYTES)) as Omit<KeptCode, "code">;
    return { ...rest, code: bytes.subarray(0, begin) };
  } catch {
    return undefined;
  }
}

/** @throws an error of the file system */
export function writeKept(file: string, { code, ...rest }: KeptCode): void {
  const json = Buffer.from(JSON.stringify(rest), "latin1");
  const length = Buffer.alloc(WORD_BYTES);
  length.writeUInt32LE(json.length);
  const bytes = Buffer.concat([code, json, length]);
  const checksum = Buffer.alloc(WORD_BYTES);
  checksum.writeUInt32LE(crc32(bytes));
  // Other processes may be reading it, or writing it too.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, Buffer.concat([bytes, checksum]));
  renameSync(temporary, file);
  forgetOthers(file);
}

/** @throws an error of the file system when nothing can be written beside the file */
export function checkWritable(file: string): void {
  const directory = path.dirname(file);
  mkdirSync(directory, { recursive: true });
  accessSync(directory, constants.W_OK);
}

/** Removes what is kept of other builds of the same script: `name-HASH.cjs.TAG`. */
function forgetOthers(file: string): void {
  const directory = path.dirname(file);
  const [own = "", name = ""] = /^(.*)-[^-]*\.cjs/.exec(path.basename(file)) ?? [];
  if (own === "") return;
  for (const entry of readdirSync(directory)) {
    const isBuild = entry.startsWith(`${name}-`) && /^[^-]*\.cjs\./.test(entry.slice(name.length + 1));
    if (isBuild && !entry.startsWith(own)) rmSync(path.join(directory, entry), { force: true });
  }
}
