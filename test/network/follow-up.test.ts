import assert from "node:assert/strict";
import { FollowUp } from "../../plugin/network/follow-up.ts";

describe("What follows a request that mined", () => {
  const done: string[] = [];
  const step = (name: string) => async (): Promise<void> => void done.push(name);

  beforeEach(() => {
    done.length = 0;
  });

  it("is done once, in order, before the request is answered", async () => {
    const followUp = new FollowUp([step("first"), step("second")]);
    const mining = followUp.after(async () => {
      followUp.mined();
      followUp.mined();
      done.push("mined");
      return 5;
    });
    assert.equal(await mining(), 5);
    assert.deepEqual(done, ["mined", "first", "second"]);
    await followUp.after(async () => done.push("looked"))();
    assert.deepEqual(done.slice(3), ["looked"]);
  });

  it("is done also where the request fails, whose error is passed on", async () => {
    const followUp = new FollowUp([step("first")]);
    const failing = followUp.after(async () => {
      followUp.mined();
      throw new Error("too small");
    });
    await assert.rejects(failing(), /too small/);
    assert.deepEqual(done, ["first"]);
  });

  it("is nothing where nobody asks for it", () => {
    const work = async () => 5;
    assert.equal(new FollowUp([]).after(work), work);
  });
});
