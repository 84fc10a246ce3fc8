import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryPaths } from "../../plugin/source/repository-path.ts";

describe("Paths in the repository", () => {
  let repository: string;
  let project: string;

  before(async () => {
    repository = await realpath(await mkdtemp(path.join(tmpdir(), "repository-path-")));
    project = path.join(repository, "packages", "vault");
    for (const file of [
      ".git/HEAD",
      "packages/vault/contracts/Vault.sol",
      "packages/vault/node_modules/@own/lib/Own.sol",
      "node_modules/@openzeppelin/contracts/ERC20.sol",
    ]) {
      await mkdir(path.dirname(path.join(repository, file)), { recursive: true });
      await writeFile(path.join(repository, file), "");
    }
  });

  after(() => rm(repository, { recursive: true, force: true }));

  it("begin at its root, wherever in it the project is", () => {
    assert.equal(repositoryPaths(project)("contracts/Vault.sol"), "packages/vault/contracts/Vault.sol");
  });

  it("lead to files of packages where they are installed", () => {
    const locate = repositoryPaths(project);
    assert.equal(locate("@own/lib/Own.sol"), "packages/vault/node_modules/@own/lib/Own.sol");
    assert.equal(locate("@openzeppelin/contracts/ERC20.sol"), "node_modules/@openzeppelin/contracts/ERC20.sol");
  });

  it("take a file that is nowhere for one of the project", () => {
    assert.equal(repositoryPaths(project)("contracts/Gone.sol"), "packages/vault/contracts/Gone.sol");
  });

  it("begin at the project where there is no repository around it", () => {
    assert.equal(repositoryPaths(path.parse(repository).root)("nowhere/a.sol"), "nowhere/a.sol");
  });
});
