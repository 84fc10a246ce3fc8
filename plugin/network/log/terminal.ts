import type { LogOutput } from "./request-log.ts";

const ESCAPE = "\u001B[";
const [HIDE_CURSOR, SHOW_CURSOR] = [`${ESCAPE}?25l`, `${ESCAPE}?25h`];
const [TO_PREVIOUS_LINE, ERASE_REST] = [`${ESCAPE}F`, `${ESCAPE}K`];

/** The log goes to standard output, as that of Hardhat's network. Where that is no terminal, nothing can be replaced. */
export const terminal: LogOutput = {
  printLine(line) {
    console.log(line);
  },
  replaceLastLine(line) {
    if (process.stdout.isTTY) {
      process.stdout.write(`${HIDE_CURSOR}${TO_PREVIOUS_LINE}${line}${ERASE_REST}\n${SHOW_CURSOR}`);
    } else {
      process.stdout.write(`${line}\n`);
    }
  },
};
