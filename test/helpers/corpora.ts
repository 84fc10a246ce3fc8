import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Directory of the public test data, or undefined where it is not present. */
export function corporaDir(): string | undefined {
  const directory = fileURLToPath(new URL("../../../shared/corpora", import.meta.url));
  return existsSync(directory) ? directory : undefined;
}

/** A `describe` that needs the public test data: where it is absent, one skipped test says so. */
export function describeWithCorpora(title: string, define: (this: Mocha.Suite, directory: string) => void): void {
  describe(title, function () {
    const directory = corporaDir();
    if (directory === undefined) it.skip("is skipped: ../shared/corpora is not present");
    else define.call(this, directory);
  });
}
