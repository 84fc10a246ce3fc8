import assert from "node:assert/strict";
import { Progress } from "../../plugin/report/progress.ts";

/** A stream that keeps what is written to it, and a clock that is set by hand. */
function setUp(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const clock = { time: 0 };
  return { written, clock, progress: new Progress({ stream, now: () => clock.time }) };
}

describe("Progress", () => {
  it("shows on a terminal how far the work is, how fast it goes and when it ends, in one line", () => {
    const { written, clock, progress } = setUp(true);
    progress.begin(1200, "block", "Replaying");
    clock.time = 10_000;
    progress.advance(34);
    assert.deepEqual(written, [
      "\rReplaying: 0 of 1,200 blocks\x1b[K",
      "\rReplaying: 34 of 1,200 blocks, 3.4 a second, 5 min 43 s left\x1b[K",
    ]);
  });

  it("says slow rates by the minute, and long times in hours", () => {
    const { written, clock, progress } = setUp(true);
    progress.begin(200, "record");
    clock.time = 60_000;
    progress.advance();
    assert.equal(written.at(-1), "\r1 of 200 records, 1.0 a minute, 3 h 19 min left\x1b[K");
  });

  it("removes the line when the work is done", () => {
    const { written, progress } = setUp(true);
    progress.begin(2, "block");
    progress.advance(2);
    assert.equal(written.at(-1), "\r\x1b[K");
    progress.clear();
    assert.equal(written.length, 2, "there is nothing left to remove");
  });

  it("never breaks the line of a terminal", () => {
    const { written, progress } = setUp(true, 20);
    progress.show("x".repeat(500));
    assert.ok((written[0]?.length ?? 0) <= 19 + "\r\x1b[K".length);
  });

  it("writes a plain line now and then where there is no terminal, and nothing for short work", () => {
    const { written, clock, progress } = setUp(false);
    progress.begin(100, "block");
    for (let second = 1; second <= 40; second++) {
      clock.time = second * 1000;
      progress.advance();
    }
    progress.clear();
    assert.deepEqual(written, [
      "15 of 100 blocks, 1.0 a second, 1 min 25 s left\n",
      "30 of 100 blocks, 1.0 a second, 1 min 10 s left\n",
    ]);
  });
});
