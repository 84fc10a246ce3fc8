import { AccessFlag } from "../../plugin/record/flags.ts";
import type { Phase, RunRecord, SiteRow } from "../../plugin/record/types.ts";
import { ADDS, address, READ, READ_WRITE, RecordBuilder, WRITE, word } from "../helpers/run-record.ts";

const VAULT = "contracts/Vault.sol";

/** A vault whose deposits all add to one total. */
function vault(users: number): RecordBuilder {
  const suite = new RecordBuilder().key("total", "Vault.totalAssets", { file: VAULT, line: 12 });
  for (let user = 0; user < users; user++) {
    const name = `Vault.balances[0xf39F...${2200 + user} (signer ${user})]`;
    suite.key(`balance${user}`, "Vault.balances[*]", { file: VAULT, line: 13 }, name);
  }
  return suite;
}

export function empty(): RunRecord {
  return new RecordBuilder().build();
}

export function fixturesOnly(): RunRecord {
  const suite = vault(1).test("deploys");
  for (let index = 0; index < 3; index++) suite.send("Vault.constructor", { total: WRITE }, { phase: "fixture" });
  return suite.build();
}

export function singles(): RunRecord {
  return vault(1)
    .test("deposits")
    .send("Vault.deposit", { total: READ_WRITE })
    .test("redeems")
    .send("Vault.redeem", { total: READ_WRITE })
    .build();
}

export function noConflict(): RunRecord {
  const suite = vault(6);
  for (const title of ["approves many spenders", "moves between strangers"]) {
    suite.test(title);
    for (let user = 0; user < 6; user++) suite.send("Vault.approve", { [`balance${user}`]: READ_WRITE, total: READ });
  }
  return suite.build();
}

/** The sentence that the project is about: 38 of 40 deposits wait for each other. */
export function hotVariable(): RunRecord {
  const suite = vault(40).test("Vault takes deposits from many users");
  suite.send("Vault.constructor", { total: WRITE }, { phase: "fixture" });
  for (let user = 0; user < 38; user++) {
    const site = (line: number) => ({ total: { file: VAULT, line, function: "Vault.deposit" } });
    const lines = { readAt: site(42), writtenAt: site(43) };
    const options = { gas: 50_000 + user * 10, ...lines };
    suite.send("Vault.deposit", { total: READ_WRITE, [`balance${user}`]: READ_WRITE }, options);
  }
  suite.send("Vault.approve", { balance38: WRITE }, { gas: 46_000 });
  suite.send("Vault.approve", { balance39: WRITE }, { gas: 46_000 });
  suite.test("Vault keeps its owner").send("Vault.setOwner", {}).send("Vault.pause", {});
  return suite.build();
}

/** A shop that everybody pays, a total that deposits add to and withdrawals look at, and a counter. */
export function additions(): RunRecord {
  const suite = vault(20).key("shop", "Token.balances[*]", undefined, "Token.balances[0x0000...54a9 (shop)]");
  suite.key("calls", "Vault.calls", { file: VAULT, line: 14 });
  suite.test("Vault takes deposits and gives some back");
  for (let user = 0; user < 8; user++) suite.send("Vault.deposit", { total: ADDS, calls: ADDS });
  for (let user = 0; user < 3; user++) suite.send("Vault.withdraw", { total: READ_WRITE, calls: ADDS });
  suite.test("Everybody pays the shop");
  for (let user = 0; user < 6; user++) suite.send("Token.transfer", { shop: ADDS, [`balance${user}`]: READ_WRITE });
  return suite.build();
}

/** A drop whose evidence shows remedies, one of them not for sure, and two variables that only look dangerous. */
export function advised(): RunRecord {
  const source = (line: number) => ({ file: "contracts/Drop.sol", line });
  const member = (name: string, line: number, type: string) => ({ variable: name, name, source: source(line), type });
  const suite = new RecordBuilder().members("id", [member("Drop.nextTokenId", 9, "uint256")]);
  suite
    .members("total", [member("Drop.totalBurned", 10, "uint256")])
    .members("paused", [{ ...member("Drop._paused", 20, "bool"), declaredIn: "Pausable" }]);
  suite.members("lock", [{ ...member("Drop._status", 30, "uint256"), declaredIn: "ReentrancyGuard" }]);
  const lock = READ | AccessFlag.TOUCHED;
  suite.test("Drop mints to everybody");
  for (let user = 0; user < 16; user++) {
    suite.send("Drop.mint", { id: READ_WRITE, paused: READ, lock }, { moves: { id: "k" } });
  }
  suite.test("Drop burns what everybody brings back");
  for (let user = 0; user < 8; user++) {
    suite.send("Drop.burn", { total: READ_WRITE, paused: READ, lock }, { moves: { total: "-" } });
  }
  return suite.build();
}

/** Pairs of functions that meet at many lines, at the lines of others, and at lines that only one side knows. */
export function linesOfConflicts(): RunRecord {
  const suite = vault(4).test("Vault moves money in every way");
  const line = (number: number, name: string, file = VAULT): SiteRow => ({ file, line: number, function: name });
  const moving = { readAt: { total: line(42, "Vault._move") }, writtenAt: { total: line(43, "Vault._move") } };
  for (let sent = 0; sent < 4; sent++) suite.send("Vault.deposit", { total: READ_WRITE }, moving);
  for (let sent = 0; sent < 3; sent++) suite.send("Vault.redeem", { total: READ_WRITE }, moving);
  suite.send(
    "Vault.redeem",
    { total: READ_WRITE },
    {
      readAt: { total: line(77, "VaultAccounting.convertToSharesRoundingDown", "contracts/lib/VaultAccounting.sol") },
      writtenAt: { total: { file: VAULT, line: 9 } },
    },
  );
  suite.send("Vault.skim", { total: READ_WRITE });
  suite.send("Vault.skim", { total: READ_WRITE }, { readAt: moving.readAt, writtenAt: moving.writtenAt });
  suite.send("Vault.sweep", { total: READ_WRITE });
  suite
    .test("Vault counts")
    .send("Vault.count", { balance0: WRITE }, { writtenAt: { balance0: line(8, "Vault.count") } });
  suite.send("Vault.peek", { balance0: READ });
  return suite.build();
}

/** Two variables that always conflict together: only without both do the transactions run at once. */
export function togetherOnly(): RunRecord {
  const suite = vault(8).key("supply", "Vault.totalSupply", { file: VAULT, line: 14 }).test("mints and deposits");
  for (let user = 0; user < 8; user++) {
    suite.send("Vault.mint", { total: READ_WRITE, supply: READ_WRITE, [`balance${user}`]: READ_WRITE });
  }
  return suite.build();
}

/** More of everything than the report lists. */
export function manyTests(): RunRecord {
  const suite = vault(4);
  for (let index = 0; index < 14; index++) {
    suite.key(`knob${index}`, `Settings.knob${index}`, { file: "contracts/governance/Settings.sol", line: 20 + index });
  }
  for (let index = 0; index < 20; index++) {
    suite.test(`Settings when the owner of the vault has changed turns the knobs number ${index} and those after it`);
    for (let sent = 0; sent < 3 + (index % 5); sent++) {
      const knob = `knob${(index + (sent % 2)) % 14}`;
      suite.send(sent % 2 === 0 ? "Settings.turn" : "Settings.scale", { [knob]: READ_WRITE, total: READ });
    }
  }
  for (let index = 0; index < 3; index++) suite.test("is quiet").send("Vault.approve", {}).send("Vault.approve", {});
  return suite.build();
}

/** Everybody sends from one account. */
export function protocolOnly(): RunRecord {
  const suite = vault(4).row("nonce", { kind: "nonce", address: address(0x100), members: [] });
  suite.row("gas", { kind: "balance", address: address(0x100), members: [] }).test("approves from one account");
  const payment = AccessFlag.PROTOCOL_READ | AccessFlag.PROTOCOL_WRITE | AccessFlag.NET;
  for (let user = 0; user < 4; user++) {
    suite.send("Vault.approve", { [`balance${user}`]: READ_WRITE, nonce: payment, gas: payment }, { from: 0 });
  }
  return suite.build();
}

/** Contracts that nobody has the source of. */
export function unknownContracts(): RunRecord {
  const owner = address(0x5fbdb2315678afecb367f032d93f642f64180aa3n as unknown as number);
  const suite = new RecordBuilder()
    .row("small", { kind: "slot", address: owner, slot: word(2), members: [] })
    .row("hashed", {
      kind: "slot",
      address: owner,
      slot: "0x405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace",
      members: [],
    })
    .row("ether", { kind: "balance", address: owner, members: [] })
    .test("calls a contract from elsewhere");
  for (let sent = 0; sent < 5; sent++) {
    suite.send("0x5FbD...0aa3: 0xa9059cbb", { small: READ_WRITE, hashed: sent % 2 === 0 ? READ_WRITE : READ });
  }
  suite
    .send("transfer of ether", { ether: WRITE | AccessFlag.CREDIT })
    .send("0x5FbD...0aa3: 0x2e1a7d4d", { ether: READ_WRITE });
  return suite.build();
}

/** Two pools of one contract; the reserves of a pool share a slot with a time that nobody changes. */
export function packedVariables(): RunRecord {
  const source = { file: "contracts/Pair.sol", line: 30 };
  const suite = new RecordBuilder();
  ["0x0000000000000000000000000000000000c0ffee", "0x00000000000000000000000000000000decaf000"].forEach(
    (pool, index) => {
      suite.row(`reserves${index}`, {
        kind: "slot",
        address: pool as `0x${string}`,
        slot: word(8),
        contract: "Pair",
        members: ["reserve0", "reserve1", "blockTimestampLast"].map((name, member) => ({
          variable: `Pair.${name}`,
          name: `Pair.${name}`,
          source: { ...source, line: source.line + member },
        })),
      });
    },
  );
  suite.test("swaps in two pools");
  for (let sent = 0; sent < 6; sent++) {
    const pool = sent < 4 ? "reserves0" : "reserves1";
    suite.send("Pair.swap", { [pool]: READ_WRITE }, { gas: 77_000, changed: { [pool]: 0b011 } });
  }
  return suite.build();
}

/** Failed transactions read, too; and a block of several transactions that ran on threads. */
export function failing(): RunRecord {
  const suite = vault(6).test("Vault refuses what is too much");
  suite.block(
    () => {
      for (let user = 0; user < 4; user++) {
        suite.send("Vault.deposit", { total: READ_WRITE, [`balance${user}`]: READ_WRITE });
      }
      suite.send("Vault.redeem", { total: READ, balance4: READ }, { failed: true });
    },
    {
      mode: "parallel",
      threads: 4,
      timeline: [
        { worker: 0, transaction: 0, incarnation: 0, start: 0, end: 90 },
        { worker: 1, transaction: 1, incarnation: 0, start: 1, end: 80, abort: { reason: "stale-read" } },
        { worker: 1, transaction: 1, incarnation: 1, start: 95, end: 180 },
      ],
    },
  );
  suite.block(() => suite.send("Vault.redeem", { total: READ, balance4: READ }, { failed: true }), {
    mode: "sequential",
    reason: "small",
    threads: 1,
    timeline: [],
  });
  return suite
    .note("Slots of Proxy are shown by number: no compiler output with their storage layout was found.")
    .build();
}

/** Names that would like to command the terminal. */
export function hostileNames(): RunRecord {
  const suite = new RecordBuilder().key("key", 'Registry.names["\u001b[2J\u001b]0;owned\u0007"]', {
    file: "contracts/\u202eevil.sol",
    line: 1,
  });
  suite.test("clears\u001b[2J the\r\n\tscreen \u202eesrever\u202c and rings\u0007 שלום 0123456789 👩‍🚀 完全な並列実行");
  for (let sent = 0; sent < 3; sent++) suite.send("Registry.\u001b[31mset\u200b", { key: READ_WRITE });
  return suite.build();
}

/** Tests from which more users can be told: certainly, and by what they name. */
export function manyUsers(): RunRecord {
  const suite = vault(4);
  suite.test("deposits into one total");
  for (const user of [0, 1]) {
    const balance = `balance${user}`;
    const origins = { total: "f", [balance]: "f,s" };
    suite.send("Vault.deposit", { total: READ_WRITE, [balance]: READ_WRITE }, { origins });
  }
  suite.test("pays a friend, and looks at the total");
  const origins = { balance2: "f,s", balance3: "f,a0", total: "f" };
  suite.send("Vault.pay", { balance2: READ_WRITE, balance3: READ_WRITE, total: READ }, { origins });
  suite.send("Vault.look", { total: READ }, { origins: { total: "f" } });
  suite.test("pays himself").send("Vault.pay", { balance2: READ_WRITE }, { origins: { balance2: "f,sa0" } });
  suite.test("harms nobody").send("Vault.touch", { balance2: READ_WRITE }, { origins: { balance2: "f,s" } });
  return suite.build();
}

/** Hooks and fixtures that do more than the tests. */
export function prepared(): RunRecord {
  const suite = vault(3).key("role", "Vault.owner", { file: VAULT, line: 9 });
  suite.row("code", { kind: "code", address: address(1), contract: "Vault", members: [] });
  const deploy = (phase: Phase) =>
    suite.send("Vault.constructor", { code: WRITE, role: WRITE }, { gas: 900_000, phase });
  const deposit = (user: number, phase: Phase) => {
    suite.send("Vault.deposit", { code: READ, total: READ_WRITE, [`balance${user}`]: READ_WRITE }, { phase });
  };
  suite.outsideTests();
  deploy("hook");
  for (const [index, title] of ["pays out", "pays in", "closes"].entries()) {
    if (index > 0) suite.revert();
    suite.test(`Vault ${title}`, "test/Vault.ts", "Vault");
    if (index === 0) {
      deploy("fixture");
      for (const user of [0, 1, 2]) deposit(user, "fixture");
    }
    suite.send("Vault.grant", { code: READ, role: READ_WRITE }, { phase: "hook", failed: index === 2 });
    deposit(0, "body");
    deposit(1, "body");
  }
  return suite.build();
}
