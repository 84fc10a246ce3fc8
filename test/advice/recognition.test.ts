import assert from "node:assert/strict";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { type Call, type Contract, Ground } from "./ground.ts";
import { provingProject } from "./measure.ts";

/** Advice on a variable as `remedy: confidence`; nothing when nobody waits on it. */
function adviceOn({ variables, harmless }: Findings, name: string): string[] {
  const ranked = variables.filter(({ variable }) => variable.name === name).flatMap(({ advice }) => advice);
  const shared = harmless.filter(({ variable }) => variable.name === name).map(({ advice }) => advice);
  return [...ranked, ...shared].map(({ remedy, confidence }) => `${remedy.id}: ${confidence}`);
}

describe("Advice", function () {
  this.timeout(300_000);

  let ground: Ground;

  before(async () => {
    ground = await Ground.create(provingProject());
  });

  after(async () => {
    await ground.close();
  });

  type Sent = Omit<Call, "to" | "from"> & { readonly by?: number };

  /** Findings of calls by four users, or by those that are named, each in a block of its own. */
  async function findings(name: string, calls: (contract: Contract) => readonly Sent[], args: readonly unknown[] = []) {
    await ground.record();
    const contract = await ground.deploy(name, args, name === "Pot" ? 1000n : 0n);
    return await findingsOn(contract, calls(contract));
  }

  async function findingsOn(to: Contract, calls: readonly Sent[]): Promise<Findings> {
    const sent = calls.map(({ by, ...call }, i): Call => ({ ...call, to, from: by ?? (ground.users[i] as number) }));
    await ground.test("test", "apart", sent);
    return findingsOf(await ground.record());
  }

  const NUMBERS = [1, 2, 3, 4, 5, 6];

  /** The calls of one user. */
  const byOne = (calls: readonly Sent[]) => calls.map((call) => ({ ...call, by: ground.users[0] as number }));

  function assertWaits({ variables }: Findings, name: string): void {
    const found = variables.find(({ variable }) => variable.name === name);
    assert.ok((found?.waiting ?? 0) > 1, `Nobody waits on ${name}: ${variables.map(({ variable }) => variable.name)}`);
  }

  describe("is not given", () => {
    const cases: Record<string, [string, string, (contract: Contract) => readonly Sent[]]> = {
      "on a number that callers have to know, as they would a total": [
        "Auction",
        "Auction.highestBid",
        () => NUMBERS.map((n) => ({ method: "bid", args: [n * 10] })),
      ],
      "on the lists of accounts, as on one list": [
        "Notebook",
        "Notebook.notesOf[*].length",
        () => byOne(NUMBERS.map((n) => ({ method: "write", args: [n] }))),
      ],
      "on numbers that move against each other, as reserves": [
        "Fund",
        "Fund.idle",
        () => NUMBERS.map((n) => ({ method: "invest", args: [n] })),
      ],
      "on nonces that each account uses itself, as on those of a signer": [
        "Actions",
        "Actions.nonces[*]",
        () => byOne(NUMBERS.map((n) => ({ method: "act", args: [n - 1] }))),
      ],
      "on what is only called an index": [
        "Market",
        "Market.index",
        () => [105, 90, 110, 80, 85, 95].map((to) => ({ method: "move", args: [to] })),
      ],
      "on a sum over time, as on a sum of what calls add": [
        "Recorder",
        "Recorder.total",
        () => NUMBERS.map(() => ({ method: "observe" })),
      ],
      "on a flag that each call changes, as on one that calls read": [
        "Door",
        "Door.paused",
        () => NUMBERS.map(() => ({ method: "toggle" })),
      ],
      "on timestamps of accounts, as on one of all": [
        "Faucet",
        "Faucet.lastDrip[*]",
        () => byOne(NUMBERS.map(() => ({ method: "drip" }))),
      ],
      "on a price that some set and others read": [
        "Oracle",
        "Oracle.price",
        () => NUMBERS.map((n) => (n % 3 === 1 ? { method: "update", args: [n] } : { method: "trade" })),
      ],
    };
    for (const [behaviour, [name, variable, calls]] of Object.entries(cases)) {
      it(behaviour, async () => {
        const found = await findings(name, calls);
        assertWaits(found, variable);
        assert.deepEqual(adviceOn(found, variable), []);
      });
    }

    it("on the balance of a contract that takes part in what pays it, as on a treasury", async () => {
      await ground.record();
      const ledger = await ground.deploy("Ledger");
      const till = await ground.deploy("Till", [ledger.address]);
      const found = await findingsOn(
        till,
        NUMBERS.map((n) => ({ method: "buy", args: [n * 10] })),
      );
      assertWaits(found, "Ledger.balanceOf[*]");
      assert.deepEqual(adviceOn(found, "Ledger.balanceOf[*]"), []);
    });

    it("on a balance that one account spends from", async () => {
      await ground.record();
      const [payer] = ground.users as [number];
      const token = await ground.deploy("FeeToken", [ground.address(ground.owner), 10n ** 9n]);
      const { owner } = ground;
      await ground.send({ from: owner, to: token, method: "transfer", args: [ground.address(payer), 10 ** 6] });
      const pay = (n: number) => ({ method: "transfer", args: [`0x${String(n).repeat(40)}`, 50] });
      const found = await findingsOn(token, byOne(NUMBERS.map(pay)));
      assertWaits(found, "FeeToken._balances[*]");
      assert.deepEqual(adviceOn(found, "FeeToken._balances[*]"), []);
    });
  });

  describe("tells apart", () => {
    it("a count of what callers number themselves, and ids", async () => {
      // The ids are what the count is anyway: only what becomes of the count shows that it is no id.
      const found = await findings("Shelf", () => NUMBERS.map((id) => ({ method: "put", args: [id] })));
      assert.deepEqual(adviceOn(found, "Shelf.count"), ["global-counter: high"]);
    });

    it("the clock of an accumulator, and of a last action", async () => {
      const found = await findings("Staking", () => NUMBERS.map((n) => ({ method: "stake", args: [n] })));
      assert.deepEqual(adviceOn(found, "Staking.rewardPerTokenStored"), ["reward-accumulator: high"]);
      assert.deepEqual(adviceOn(found, "Staking.lastUpdateTime"), ["reward-accumulator: high"]);
    });

    it("the clock of an interest index, and of a last action", async () => {
      const found = await findings("Lending", () => NUMBERS.map((n) => ({ method: "borrow", args: [n] })));
      assert.deepEqual(adviceOn(found, "Lending._borrowIndex"), ["interest-index: high"]);
      assert.deepEqual(adviceOn(found, "Lending.accruedAt"), ["interest-index: high"]);
    });

    it("the accumulator of a pool that all use, and what each account has been paid", async () => {
      const found = await findings("Farm", () => NUMBERS.map((n) => ({ method: "deposit", args: [1, n] })));
      assert.deepEqual(adviceOn(found, "Farm.pools[*].accRewardPerShare"), ["reward-accumulator: high"]);
      const own = await findings("Farm", () => byOne(NUMBERS.map((n) => ({ method: "deposit", args: [n % 2, n] }))));
      assertWaits(own, "Farm.paidPerShare[*]");
      assert.deepEqual(adviceOn(own, "Farm.paidPerShare[*]"), []);
    });

    it("an index that shares its slot with its clock, and a last action", async () => {
      const found = await findings("Reserve", () => NUMBERS.map((n) => ({ method: "supply", args: [n] })));
      assert.deepEqual(adviceOn(found, "Reserve.liquidityIndex, lastUpdate"), ["interest-index: high"]);
    });

    it("the nonce of a wallet, and a count", async () => {
      const found = await findings("Wallet", () => NUMBERS.map((n) => ({ method: "execute", args: [n * 100, n - 1] })));
      assert.deepEqual(adviceOn(found, "Wallet.nonce"), ["relayer-nonces: high"]);
    });

    it("a pot that pays out, and payments that are passed on", async () => {
      const found = await findings("Pot", () => NUMBERS.map(() => ({ method: "draw" })));
      assert.deepEqual(adviceOn(found, "ether balance of Pot"), ["hot-treasury: high"]);
    });

    it("reserves that are not called so, by going both ways", async () => {
      const found = await findings("Pair", () =>
        NUMBERS.map((n) => ({ method: "swap", args: [n % 2 === 0, 10 ** 6 * n] })),
      );
      assert.deepEqual(adviceOn(found, "Pair.left, right"), ["amm-reserves: medium"]);
    });

    it("a treasury, and a payee whom the callers choose", async () => {
      const found = await findings("Ledger", ({ address }) =>
        NUMBERS.map((n) => ({ method: "pay", args: [address.replace(/.{4}$/, "beef"), n * 10] })),
      );
      assert.deepEqual(adviceOn(found, "Ledger.balanceOf[*]"), ["hot-treasury: medium"]);
    });
  });

  it("says of a lock that is set and restored that nobody waits for it, and nothing of a value that stays as it is", async () => {
    const use = () => NUMBERS.map(() => ({ method: "use" }));
    assert.deepEqual(adviceOn(await findings("Vessel", use), "Vessel.unlocked"), ["reentrancy-guard: high"]);
    assert.deepEqual(adviceOn(await findings("Switch", use), "Switch.on"), []);
  });

  it("says of a pause that calls wait for once that it may stay", async () => {
    await ground.record();
    const readings = await ground.deploy("GuardedReadings", [ground.addresses]);
    const submit = (n: number) => ({ method: "submit", args: [n] });
    const found = await findingsOn(readings, [
      ...NUMBERS.slice(0, 3).map(submit),
      { method: "pause", by: ground.owner },
      ...NUMBERS.map(submit),
    ]);
    assertWaits(found, "GuardedReadings._paused");
    assert.deepEqual(adviceOn(found, "GuardedReadings._paused"), ["read-only-guards: high"]);
  });
});
