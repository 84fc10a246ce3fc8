import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sourceReader } from "../../plugin/source/read-source.ts";

describe("The source reader", () => {
  let directory: string;
  let read: (file: string) => string | undefined;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "read-source-"));
    const root = path.join(directory, "packages", "project");
    const write = async (file: string, text: string) => {
      await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
      await writeFile(path.join(directory, file), text);
    };
    await write("packages/project/contracts/Vault.sol", "contract Vault {}");
    await write("packages/project/.env", "KEY=1");
    await write("packages/Outside.sol", "contract Outside {}");
    await write("node_modules/@scope/token/contracts/Token.sol", "contract Token {}");
    read = sourceReader(root);
  });

  after(() => rm(directory, { recursive: true, force: true }));

  it("finds files of the project, and of packages as far up as imports reach", () => {
    assert.equal(read("contracts/Vault.sol"), "contract Vault {}");
    assert.equal(read("@scope/token/contracts/Token.sol"), "contract Token {}");
  });

  it("says nothing of files that are not there", () => {
    assert.equal(read("contracts/Gone.sol"), undefined);
    assert.equal(read("contracts/Vault.sol/Deep.sol"), undefined);
  });

  it("opens nothing but Solidity below the project, whatever a record from elsewhere names", () => {
    const names = [
      ".env",
      "../Outside.sol",
      "contracts/../../Outside.sol",
      "/etc/passwd",
      `${directory}/packages/Outside.sol`,
    ];
    for (const name of [...names, "contracts/Vault.sol\0", "..\\Outside.sol", ""])
      assert.equal(read(name), undefined, name);
  });
});
