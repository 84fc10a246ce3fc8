import assert from "node:assert/strict";
import type { SiteRow } from "../../plugin/record/types.ts";
import { placeLines } from "../../plugin/report/place-line.ts";
import type { ConflictPlaces } from "../../plugin/report/places.ts";
import { joinPlaces, PlaceCounter } from "../../plugin/report/places.ts";

const site = (line: number, name: string, file = "contracts/Token.sol"): SiteRow => ({ file, line, function: name });
const MOVE: ConflictPlaces = { read: site(42, "Token._move"), written: site(43, "Token._move"), waits: 3 };
const BURN: ConflictPlaces = { read: site(42, "Token._move"), written: site(60, "Token._burn"), waits: 2 };

describe("The lines of a conflict in words", () => {
  it("name the function once where both lines are in one", () => {
    assert.deepEqual(placeLines([MOVE], 80), ["read at Token.sol:42, written at Token.sol:43 in Token._move"]);
  });

  it("name a line once where it both reads and writes", () => {
    const line = site(9, "Token.mint");
    const places = { read: line, written: line, waits: 1 };
    assert.deepEqual(placeLines([places], 80), ["read and written at Token.sol:9 in Token.mint"]);
  });

  it("name both functions where they differ, also by their files alone", () => {
    assert.deepEqual(placeLines([BURN], 100), [
      "read at Token.sol:42 in Token._move, written at Token.sol:60 in Token._burn",
    ]);
    const other = { ...MOVE, written: site(43, "Token._move", "lib/Token.sol") };
    assert.deepEqual(placeLines([other], 100), [
      "read at Token.sol:42 in Token._move, written at Token.sol:43 in Token._move",
    ]);
  });

  it("say how many more there are", () => {
    assert.match(placeLines([MOVE, BURN, BURN], 80).join(), / in Token\._move \(and 2 more\)$/);
  });

  it("say what is known where only one side is, and nothing where none is", () => {
    assert.deepEqual(placeLines([{ read: site(42, "f"), waits: 1 }], 80), ["read at Token.sol:42 in f"]);
    assert.deepEqual(placeLines([{ written: { file: "A.sol", line: 1 }, waits: 1 }], 80), ["written at A.sol:1"]);
    assert.deepEqual(placeLines([], 80), []);
  });

  it("leave out contracts, then take two lines, where one is too short for them", () => {
    assert.deepEqual(placeLines([BURN], 70), ["read at Token.sol:42 in _move, written at Token.sol:60 in _burn"]);
    assert.deepEqual(placeLines([BURN, MOVE], 60), [
      "read at Token.sol:42 in Token._move,",
      "written at Token.sol:60 in Token._burn (and 1 more)",
    ]);
    for (const line of placeLines([BURN, MOVE], 20)) assert.ok(line.length <= 20, line);
  });
});

describe("Counting conflicts by their lines", () => {
  const sites = [site(42, "Token._move"), site(43, "Token._move"), site(60, "Token._burn"), site(42, "Token._move")];

  it("joins a write of the earlier transaction with a read of the later one, most waits first", () => {
    const counter = new PlaceCounter();
    counter.add({ writtenAt: 2 }, { readAt: 0 });
    for (let i = 0; i < 2; i++) counter.add({ writtenAt: 1 }, { readAt: 0 });
    counter.add({ writtenAt: 1 }, { readAt: 3 });
    assert.deepEqual(counter.finish(sites), [
      { ...MOVE, waits: 3 },
      { ...BURN, waits: 1 },
    ]);
  });

  it("keeps the side that is known, and nothing where none is", () => {
    const counter = new PlaceCounter();
    counter.add({}, { readAt: 0 });
    counter.add({ writtenAt: 0 }, {});
    counter.add({}, {});
    assert.deepEqual(counter.finish(sites), [
      { written: sites[0], waits: 1 },
      { read: sites[0], waits: 1 },
    ]);
  });

  it("adds up over blocks", () => {
    assert.deepEqual(joinPlaces([[MOVE, BURN], [BURN], []]), [
      { ...BURN, waits: 4 },
      { ...MOVE, waits: 3 },
    ]);
  });
});
