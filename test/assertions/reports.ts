import { analyse } from "../../plugin/assertions/analysis.ts";
import { BlockReport } from "../../plugin/assertions/block-report.ts";
import type { Hex } from "../../plugin/engine/access/types.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { READ, READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";

const TOKEN = "contracts/Token.sol";
/** Variables of the contract that ran, also those that no transaction touched. */
const VARIABLES = ["Token.totalSupply", "Token.balances", "Token.paused", "Token.owner"];

/** The report of all transactions of a record. */
export function reportOf(record: RunRecord, name: string): BlockReport {
  const hashes = record.blocks.flatMap(({ transactions }) => transactions.map(({ hash }) => hash));
  return new BlockReport(analyse(record, new Set<Hex>(hashes), { name, variableNames: VARIABLES }));
}

function token(users: number): RecordBuilder {
  const record = new RecordBuilder().key("supply", "Token.totalSupply", { file: TOKEN, line: 5 });
  record.key("paused", "Token.paused", { file: TOKEN, line: 6 });
  for (let user = 0; user < users; user++) {
    const name = `Token.balances[0x7099...${7900 + user} (signer ${user})]`;
    record.key(`balance${user}`, "Token.balances[*]", { file: TOKEN, line: 9 }, name);
  }
  return record.test("test");
}

const at = (key: string, line: number, called: string) => ({ [key]: { file: TOKEN, line, function: called } });

/** Six mints and two burns meet on the supply; two payments to one user meet on his balance. */
export function mintsAndBurns(): BlockReport {
  const record = token(10);
  for (let user = 0; user < 6; user++) {
    const lines = { readAt: at("supply", 12, "Token.mint"), writtenAt: at("supply", 12, "Token.mint") };
    record.send("Token.mint", { supply: READ_WRITE, [`balance${user}`]: READ_WRITE }, lines);
  }
  for (let user = 6; user < 8; user++) {
    const lines = { readAt: at("supply", 17, "Token.burn"), writtenAt: at("supply", 18, "Token.burn") };
    record.send("Token.burn", { supply: READ_WRITE, [`balance${user}`]: READ_WRITE }, lines);
  }
  for (let payment = 0; payment < 2; payment++) {
    const lines = { readAt: at("balance9", 24, "Token.move"), writtenAt: at("balance9", 24, "Token.move") };
    record.send("Token.move(address,uint256)", { paused: READ, balance9: READ_WRITE }, lines);
  }
  return reportOf(record.build(), "mints and burns");
}

/** Four payments between strangers; one more fails. */
export function payments(): BlockReport {
  const record = token(8);
  for (let user = 0; user < 4; user++) {
    record.send("Token.move(address,uint256)", {
      paused: READ,
      [`balance${user}`]: READ_WRITE,
      [`balance${user + 4}`]: READ_WRITE,
    });
  }
  record.send("Token.refuse", { paused: READ }, { failed: true });
  return reportOf(record.build(), "payments");
}

/** One payment, executed twice since its first execution read what changed afterwards. */
export function aborted(): BlockReport {
  const record = token(2).send("Token.mint", { supply: READ_WRITE }).send("Token.setPaused", { paused: WRITE }).build();
  const key = record.keys[0];
  const [first, ...others] = record.blocks;
  if (first === undefined || key?.kind !== "slot") throw new Error("The record has no blocks.");
  const entry = { worker: 0, transaction: 0, start: 0, end: 1 };
  const abort = { reason: "stale-read", key: `slot:${key.address}:${key.slot}` } as const;
  const timeline = [
    { ...entry, incarnation: 0, abort },
    { ...entry, incarnation: 1 },
  ];
  const execution = { mode: "parallel", threads: 2, timeline } as const;
  return reportOf({ ...record, blocks: [{ ...first, execution }, ...others] }, "an abort");
}

/** Two fills of one order, whose two amounts share a slot. */
export function fills(): BlockReport {
  const member = (name: string) => ({ variable: `Book.orders[*].${name}`, name: `Book.orders[7].${name}` });
  const record = new RecordBuilder().members("order", [member("filled"), member("paid")]).test("fills");
  for (let fill = 0; fill < 2; fill++) record.send("Book.fill", { order: READ_WRITE }, { changed: { order: 3 } });
  return reportOf(record.build(), "fills");
}
