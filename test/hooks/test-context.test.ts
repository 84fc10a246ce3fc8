import assert from "node:assert/strict";
import { beginMochaTest, withMochaTests } from "../../plugin/hooks/mocha-tests.ts";
import { currentTransactionContext, revertRequested, snapshotRequested } from "../../plugin/hooks/test-context.ts";
import type { TransactionContext } from "../../plugin/record/collector.ts";

/** Stands for a network: handlers of requests run behind a few awaits, as in Hardhat. */
class Chain {
  readonly contexts: TransactionContext[] = [];

  async send(): Promise<TransactionContext> {
    await Promise.resolve();
    const context = currentTransactionContext(this);
    this.contexts.push(context);
    return context;
  }

  async snapshot(): Promise<void> {
    await Promise.resolve();
    snapshotRequested(this);
  }

  async revert(): Promise<void> {
    await Promise.resolve();
    revertRequested(this);
  }

  get phases(): string[] {
    return this.contexts.map((context) => context.phase);
  }
}

/** As that of hardhat-network-helpers: the first call runs the fixture and takes a snapshot. */
async function loadFixture(chain: Chain, fixture: () => Promise<unknown>): Promise<void> {
  await fixture();
  await chain.snapshot();
}

describe("the context of a transaction", () => {
  beforeEach(beginMochaTest);

  describe("in hooks", () => {
    const chain = new Chain();

    before(async () => {
      await chain.send();
    });
    beforeEach(async () => {
      await chain.send();
    });
    afterEach(async () => {
      await chain.send();
    });

    it("is a hook of the test, or of no test in a before hook", async () => {
      await chain.send();
      assert.deepEqual(chain.phases, ["hook", "hook", "body"]);
      assert.equal(chain.contexts[0]?.test, undefined);
      assert.equal(chain.contexts[1]?.test, chain.contexts[2]?.test);
    });

    it("is another test for each test, also after the body of the one before", async () => {
      await chain.send();
      assert.deepEqual(chain.phases.slice(3), ["hook", "hook", "body"]);
      const [, , first, after, prepared, second] = chain.contexts;
      assert.equal(after?.test, undefined);
      assert.equal(prepared?.test, second?.test);
      assert.notEqual(first?.test, second?.test);
    });
  });

  it("is the running test with its title and file", async function () {
    const { test, phase } = await new Chain().send();
    assert.equal(test?.title, this.test?.fullTitle());
    assert.equal(test?.file, this.test?.file);
    assert.equal(phase, "body");
  });

  it("turns into that of a fixture when loadFixture takes its snapshot", async () => {
    const chain = new Chain();
    await loadFixture(chain, async () => {
      await chain.send();
      await chain.send();
    });
    await chain.send();
    assert.deepEqual(chain.phases, ["fixture", "fixture", "body"]);
  });

  it("covers a fixture within a fixture", async () => {
    const chain = new Chain();
    await loadFixture(chain, async () => {
      await loadFixture(chain, () => chain.send());
      await chain.send();
    });
    await chain.send();
    assert.deepEqual(chain.phases, ["fixture", "fixture", "body"]);
  });

  it("stays that of the test when the test takes a snapshot itself", async () => {
    const chain = new Chain();
    await chain.send();
    await chain.snapshot();
    await chain.send();
    await chain.revert();
    await chain.send();
    assert.deepEqual(chain.phases, ["body", "body", "body"]);
  });

  it("leaves alone what the test did before it reverted to a fixture", async () => {
    const chain = new Chain();
    await chain.send();
    await chain.revert();
    await loadFixture(chain, () => chain.send());
    await chain.send();
    assert.deepEqual(chain.phases, ["body", "fixture", "body"]);
  });

  it("knows the chains apart: a fixture on one says nothing of another", async () => {
    const first = new Chain();
    const second = new Chain();
    await first.send();
    await loadFixture(second, () => second.send());
    assert.deepEqual([first.phases, second.phases], [["body"], ["fixture"]]);
  });

  it("keeps the root hooks of the user, behind ours", () => {
    const own = () => {};
    const other = () => {};
    const hooks = withMochaTests({ beforeEach: own, ...{ afterAll: other } });
    assert.deepEqual(hooks, { beforeEach: [beginMochaTest, own], afterAll: other });
  });
});
