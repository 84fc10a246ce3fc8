import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * Finds source and test files by the names that records give them (the path in the project, or the import path of a file
 * of a package), and says where they are in the repository that the project is a part of.
 *
 * @param root Directory of the project. Without a repository around it, it is taken for one.
 * @returns for a name the path from the root of the repository, with slashes. A file that is nowhere to be found is taken
 * for one of the project; a file outside of the repository has a path that begins with `..`.
 */
export function repositoryPaths(root: string): (file: string) => string {
  const ancestors = ancestorsOf(root);
  const repository = ancestors.find((directory) => existsSync(join(directory, ".git"))) ?? root;
  const places = [root, ...ancestors.map((directory) => join(directory, "node_modules"))];
  const known = new Map<string, string>();
  return (file) => {
    let path = known.get(file);
    if (path === undefined) {
      const place = places.find((directory) => existsSync(join(directory, file))) ?? root;
      path = relative(repository, join(place, file)).split(sep).join("/");
      known.set(file, path);
    }
    return path;
  };
}

/** The directory and those that it is in, innermost first. */
function ancestorsOf(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestorsOf(parent)];
}
