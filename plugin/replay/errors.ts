/** A block file that cannot be replayed. The message names the file, the field where there is one, and the mend. */
export class BlockFileError extends Error {
  /** As it was given. */
  readonly file: string;
  /** Path to the field at fault, as in `preState["0x.."].balance`. */
  readonly field: string | undefined;
  /** What the user can do. */
  readonly mend: string;

  constructor(file: string, problem: string, mend: string, field?: string, cause?: unknown) {
    super(`${file}: ${field === undefined ? "" : `${field}: `}${problem}. ${mend}.`, { cause });
    this.name = "BlockFileError";
    this.file = file;
    this.field = field;
    this.mend = mend;
  }
}
