import chalk, { Chalk, type ChalkInstance } from "chalk";

/**
 * Colours for standard output: none unless it is a terminal (chalk finds out), none under `NO_COLOR`
 * (https://no-color.org), and whatever `FORCE_COLOR` says above all.
 */
export function colours(environment: NodeJS.ProcessEnv = process.env): ChalkInstance {
  const refused = (environment.NO_COLOR ?? "") !== "" && environment.FORCE_COLOR === undefined;
  return new Chalk({ level: refused ? 0 : chalk.level });
}
