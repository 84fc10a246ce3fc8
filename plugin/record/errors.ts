/** A run record that cannot be read or written: which file, which field, and what to do about it. */
export class RunRecordError extends Error {
  readonly file: string;
  /** `blocks[3].transactions[0].gas`; absent when the file as a whole is at fault. */
  readonly field?: string;
  /** What the user can do, as a sentence. */
  readonly mend: string;

  constructor(problem: { file: string; field?: string; what: string; mend: string; cause?: unknown }) {
    const { file, field, what, mend, cause } = problem;
    super(`${file}: ${field === undefined ? "" : `${field}: `}${what}. ${mend}`, { cause });
    this.name = "RunRecordError";
    this.file = file;
    this.mend = mend;
    if (field !== undefined) this.field = field;
  }
}
