import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { reasonToInstall } from "../../scripts/lib/install.mjs";
import { explainNpmFailure } from "../../scripts/lib/process.mjs";

type Packages = Record<string, object>;

const LIBRARY = { "node_modules/library": { version: "1.2.3", integrity: "sha512-a" } };
const NATIVE_HERE = { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] };
const NATIVE_ELSEWHERE = { ...NATIVE_HERE, os: [process.platform === "win32" ? "linux" : "win32"] };

describe("Installing the dependencies", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-install-"));
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  async function write(wanted: Packages, installed?: Packages): Promise<void> {
    await writeFile(path.join(root, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...wanted } }));
    if (installed !== undefined) {
      await mkdir(path.join(root, "node_modules"), { recursive: true });
      await writeFile(path.join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages: installed }));
    }
  }

  async function putOnDisk(location: string): Promise<void> {
    await mkdir(path.join(root, location), { recursive: true });
    await writeFile(path.join(root, location, "package.json"), "{}");
  }

  it("is needed in a bare clone", async () => {
    await write(LIBRARY);
    assert.equal(reasonToInstall(root), "the dependencies are not installed yet");
  });

  it("is not needed when everything is as the lock file says", async () => {
    await write(LIBRARY, LIBRARY);
    assert.equal(reasonToInstall(root), undefined);
  });

  it("is needed when a package is new in the lock file", async () => {
    await write({ ...LIBRARY, "node_modules/added": { version: "1.0.0" } }, LIBRARY);
    assert.equal(reasonToInstall(root), "the package added is not installed yet");
  });

  it("is needed when a package has another version or other contents", async () => {
    const reason = "the package library is not the one in package-lock.json";
    await write(LIBRARY, { "node_modules/library": { version: "1.2.2", integrity: "sha512-a" } });
    assert.equal(reasonToInstall(root), reason);
    await write(LIBRARY, { "node_modules/library": { version: "1.2.3", integrity: "sha512-b" } });
    assert.equal(reasonToInstall(root), reason);
  });

  it("is needed when an older Node skipped the native package of this platform", async () => {
    const native = { "node_modules/@scope/native": NATIVE_HERE };
    await write(native, native);
    assert.equal(reasonToInstall(root), "the native package @scope/native is missing");

    await putOnDisk("node_modules/@scope/native");
    assert.equal(reasonToInstall(root), undefined);
  });

  it("does not ask for the native packages of other platforms", async () => {
    await write({ ...LIBRARY, "node_modules/native": NATIVE_ELSEWHERE }, LIBRARY);
    assert.equal(reasonToInstall(root), undefined);
  });

  it("does not ask for the workspaces, which are part of the repository", async () => {
    await write({ "examples/a": { name: "a" }, "node_modules/a": { resolved: "examples/a", link: true } }, {});
    assert.equal(reasonToInstall(root), undefined);
  });

  it("names the mend when the lock file cannot be read", () => {
    assert.throws(() => reasonToInstall(root), /git checkout package-lock\.json/);
  });

  it("explains a failure of npm in plain words", () => {
    assert.match(explainNpmFailure("npm error code ENOTFOUND\nnpm error errno ENOTFOUND"), /could not be reached/);
    assert.match(explainNpmFailure("npm error code ENOSPC"), /disk is full/);
    assert.match(explainNpmFailure("npm error code EACCES"), /could not be written/);
    assert.equal(explainNpmFailure("npm error code EINTEGRITY"), "");
  });
});
