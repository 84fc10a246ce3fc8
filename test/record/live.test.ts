import assert from "node:assert/strict";
import { eoaCode7702AuthorizationListBytesItemToJSON, eoaCode7702SignAuthorization } from "@ethereumjs/util";
import { getAddress, getCreateAddress, Interface } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { shorten } from "../../plugin/source/render.ts";
import { type CompiledProject, type CompileOptions, lineOf, readContract } from "../source/compile.ts";
import { compileLive, LiveChain } from "./live-chain.ts";

const SOURCE = readContract("Live.sol");
const at = (text: string) => `contracts/Live.sol:${lineOf(SOURCE, text)}`;
const short = (address: Hex) => shorten(getAddress(address));

const VARIANTS: readonly { title: string; options: CompileOptions }[] = [
  { title: "without optimizer", options: {} },
  { title: "with optimizer", options: { optimize: true } },
  { title: "through Yul", options: { optimize: true, viaIR: true } },
];

for (const { title, options } of VARIANTS) {
  describe(`Names of what the engine records, compiled ${title}`, () => {
    let project: CompiledProject;
    let chain: LiveChain;
    let bank: Hex;
    let alice: Hex;
    let bob: string;

    before(async () => {
      project = compileLive(options);
    });
    beforeEach(async () => {
      chain = await LiveChain.create(project);
      const ledger = await chain.deploy("Ledger");
      bank = await chain.deploy("Bank", [1000n, "A motto of more than thirty-one bytes, to be long"], {
        Ledger: ledger,
      });
      [alice] = chain.senders as [Hex];
      bob = short(chain.senders[1] as Hex);
    });
    afterEach(() => chain.close());
    after(() => project.remove());

    it("names what a constructor writes", async () => {
      const run = await chain.record(new Map([[alice, "signer 0"]]));
      assert.equal(run.function?.name, "Bank.constructor");
      assert.deepEqual(run.slots, [
        "Bank.REENTRANCY_GUARD_STORAGE",
        "Bank._name",
        `Bank._roles[MINTER_ROLE].hasRole[${short(alice)} (signer 0)]`,
        "Bank._symbol",
        "Bank.motto",
        "Bank.motto[bytes 0-31]",
        "Bank.motto[bytes 32-63]",
      ]);
    });

    it("names a constructor that fails", async () => {
      await chain.deploy("Bank", [0n, "x"], { Ledger: alice });
      const run = await chain.record();
      assert.equal(run.function?.name, "Bank.constructor");
      assert.ok(run.slots.includes("Bank._name"), run.slots.join());
    });

    it("names inherited variables, roles, guards, and says which packed variable changed", async () => {
      await chain.call(bank, "Bank", "mint", [chain.senders[1], 5n]);
      const run = await chain.record();
      assert.equal(run.function?.name, "Bank.mint");
      assert.deepEqual(run.slots, [
        "Bank.REENTRANCY_GUARD_STORAGE",
        `Bank._balances[${bob}]`,
        `Bank._roles[MINTER_ROLE].hasRole[${short(alice)}]`,
        "Bank._totalSupply",
        "Bank.minted | Bank.last | Bank.closed",
      ]);
      assert.deepEqual(run.changedMembers, ["Bank.minted"]);
      assert.equal(run.sources.get("Bank.minted"), at("uint128 private minted;"));
      assert.match(
        run.sources.get("Bank._balances[*]") ?? "",
        /^@openzeppelin\/contracts\/token\/ERC20\/ERC20\.sol:\d+$/,
      );
      await chain.call(bank, "Bank", "flip");
      assert.deepEqual((await chain.record()).changedMembers, ["Bank.closed"]);
    });

    it("names storage that a linked library and an internal one work on", async () => {
      await chain.call(bank, "Bank", "enter", [7n], 1);
      const run = await chain.record();
      assert.deepEqual(run.slots, [
        `Bank.book.entries[${bob}]`,
        "Bank.book.total",
        `Bank.holders._inner._positions[${`0x${"0".repeat(4)}`}...${bob.slice(-4)}]`,
        "Bank.holders._inner._values.length",
        "Bank.holders._inner._values[0]",
      ]);
      assert.equal(run.sources.get("Bank.book.total"), at("Ledger.Book private book;"));
    });

    it("names structs in nested mappings and arrays, also under constant keys", async () => {
      for (const id of [1n, 2n, 3n]) await chain.call(bank, "Bank", "open", ["gold", id, 5n]);
      assert.deepEqual((await chain.record()).slots, [
        'Bank.deposits["gold"][3].amount | Bank.deposits["gold"][3].since | Bank.deposits["gold"][3].open',
        'Bank.deposits["gold"][3].history.length',
        'Bank.deposits["gold"][3].history[0]',
        "Bank.log.length",
        "Bank.log[2]",
      ]);
      await chain.call(bank, "Bank", "amend");
      const run = await chain.record();
      assert.deepEqual(run.slots, [
        'Bank.deposits["gold"][1].amount | Bank.deposits["gold"][1].since | Bank.deposits["gold"][1].open',
        "Bank.log.length",
        "Bank.log[2]",
      ]);
      assert.deepEqual(run.changedMembers, ['Bank.deposits["gold"][1].open']);
    });

    it("names the storage of a proxy by its implementation", async () => {
      const logic = await chain.deploy("Logic");
      const mark = new Interface(project.artifact("Logic").abi).encodeFunctionData("mark", [3n]);
      const proxy = await chain.deploy("Gate", [logic, mark]);
      const creation = await chain.record();
      assert.equal(creation.function?.name, "Gate.constructor");
      assert.ok(creation.slots.includes("Logic.value"), creation.slots.join());
      await chain.call(proxy, "Logic", "mark", [4n], 1);
      const run = await chain.record();
      assert.deepEqual(run.function?.name, "Logic.mark");
      assert.deepEqual(run.slots, ["Gate.IMPLEMENTATION_SLOT", `Logic.marks[${bob}]`, "Logic.value"]);
      await chain.transfer(proxy, 5n);
      const paid = await chain.record();
      assert.equal(paid.function?.name, "Logic.receive");
      const balances = paid.record.keys.filter((key) => key.kind === "balance" && key.address === proxy);
      assert.deepEqual(balances[0]?.members[0]?.variable, "ether balance of Logic");
    });

    it("names the storage of minimal proxies, and elements of arrays that only the compiler has hashed", async () => {
      const logic = await chain.deploy("Logic");
      const factory = await chain.deploy("Factory");
      await chain.call(factory, "Factory", "make", [logic]);
      const made = await chain.record();
      assert.deepEqual(made.slots, ["Factory.clones.length", "Factory.clones[0]"]);
      const clone = getCreateAddress({ from: factory, nonce: 1 }).toLowerCase() as Hex;
      await chain.call(clone, "Logic", "mark", [4n], 1);
      const run = await chain.record();
      assert.equal(run.function?.name, "Logic.mark");
      assert.deepEqual(run.slots, [`Logic.marks[${bob}]`, "Logic.value"]);
    });

    it("names what an account does that runs the code of a contract (EIP-7702)", async () => {
      const logic = await chain.deploy("Logic");
      const wallet = chain.senders[2] as Hex;
      const mark = new Interface(project.artifact("Logic").abi).encodeFunctionData("mark", [3n]) as Hex;
      const authorize = (nonce: bigint) => [
        eoaCode7702AuthorizationListBytesItemToJSON(
          eoaCode7702SignAuthorization(
            { chainId: "0x7a69", address: logic, nonce: `0x${nonce.toString(16)}` },
            chain.key(2),
          ),
        ),
      ];
      await chain.delegate(2, wallet, authorize, mark);
      const run = await chain.record();
      assert.equal(run.function?.name, "Logic.mark");
      assert.deepEqual(run.slots, [`Logic.marks[${short(alice)}]`, "Logic.value"]);
    });

    it("names a transfer of ether", async () => {
      await chain.transfer(chain.senders[1] as Hex, 5n);
      const run = await chain.record(new Map([[chain.senders[1] as string, "signer 1"]]));
      assert.equal(run.function?.name, "transfer of ether");
      const names = run.record.keys.map((key) => key.members[0]?.name);
      assert.ok(names.includes(`ether balance of ${bob} (signer 1)`));
    });
  });
}
