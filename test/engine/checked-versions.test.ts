import assert from "node:assert/strict";
import {
  CHECKED_VERSIONS,
  uncheckedVersions,
  type warnOfUncheckedVersions,
} from "../../plugin/engine/checked-versions.ts";

/** The warnings that an action emits. */
async function warnings(action: () => void): Promise<string[]> {
  const messages: string[] = [];
  const listen = (warning: Error) => messages.push(warning.message);
  process.on("warning", listen);
  action();
  // Warnings are emitted in the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  return messages;
}

describe("The versions that the engine was checked with", () => {
  it("are those that are installed", () => {
    assert.deepEqual(uncheckedVersions(), []);
  });

  it("differ in no more than the last number", () => {
    const checked = CHECKED_VERSIONS["@ethereumjs/evm"];
    assert.deepEqual(
      uncheckedVersions(() => `${checked}.99`),
      [],
    );
    assert.deepEqual(
      uncheckedVersions((name) => (name === "@ethereumjs/evm" ? `${checked}9.0` : `${CHECKED_VERSIONS[name]}.0`)),
      [`@ethereumjs/evm ${checked}9.0`],
    );
    assert.deepEqual(
      uncheckedVersions((name) => (name === "@ethereumjs/vm" ? undefined : `${checked}.0`)),
      ["@ethereumjs/vm of unknown version"],
    );
  });

  it("are named in a warning when others are installed, once", async () => {
    // In a module of its own, because the warning is given once in a process.
    const copy: string = "../../plugin/engine/checked-versions.ts?fresh";
    const fresh = (await import(copy)) as {
      warnOfUncheckedVersions: typeof warnOfUncheckedVersions;
    };
    const unchecked = () => ["@ethereumjs/evm 11.0.0"];
    const messages = await warnings(() => {
      fresh.warnOfUncheckedVersions(unchecked);
      fresh.warnOfUncheckedVersions(unchecked);
    });
    assert.equal(messages.length, 1);
    assert.match(messages[0] as string, /runs with @ethereumjs\/evm 11\.0\.0\..*`verify: true`/);
  });
});
