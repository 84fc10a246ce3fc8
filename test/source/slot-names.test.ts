import assert from "node:assert/strict";
import { id, keccak256 } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { createNamer, type NamedSlot, type Namer } from "../../plugin/source/namer.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf, readContract } from "./compile.ts";
import { addressKey, bytesKey, SlotCalculator, textKey, word } from "./slots.ts";

const SOURCE = readContract("Zoo.sol");
const FILE = "contracts/Zoo.sol";
const OWNER: Hex = "0x00000000000000000000000000000000000000aa";
const ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const BOB = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const VARIANTS: readonly { title: string; options: CompileOptions }[] = [
  { title: "the current compiler", options: {} },
  { title: "the current compiler with its optimizer, through Yul", options: { optimize: true, viaIR: true } },
  { title: "a compiler from before structs had comments in the AST", options: { compiler: "0.8.19" } },
  { title: "a project compiled without storage layouts", options: { withoutLayout: true } },
];

for (const { title, options } of VARIANTS) {
  describe(`Names of slots, by ${title}`, () => {
    let project: CompiledProject;
    let namer: Namer;
    let slots: SlotCalculator;

    before(async () => {
      project = compile({ "project/contracts/Zoo.sol": SOURCE }, options);
      namer = createNamer({ artifacts: project.artifacts, labels: new Map([[ALICE.toLowerCase(), "signer 0"]]) });
      await namer.learn([["0x01", project.runtime("Zoo")]]);
    });
    beforeEach(() => {
      slots = new SlotCalculator();
    });
    after(() => project.remove());

    function name(slot: bigint): NamedSlot {
      return namer.slot({
        address: OWNER,
        slot: word(slot),
        codes: ["0x01"],
        preimages: slots.preimages,
        contractAt: () => undefined,
      });
    }
    const names = (slot: bigint) => name(slot).row.members.map((member) => member.name);
    const variables = (slot: bigint) => name(slot).row.members.map((member) => member.variable);
    const lines = (slot: bigint) => name(slot).row.members.map((member) => member.source);

    it("names plain variables, and says where they are declared", () => {
      assert.deepEqual(name(27n).row, {
        kind: "slot",
        address: OWNER,
        slot: word(27n),
        contract: "Zoo",
        members: [
          {
            variable: "Zoo.title",
            name: "Zoo.title",
            source: { file: FILE, line: lineOf(SOURCE, "string title;") },
            type: "string",
            declaredIn: "Zoo",
          },
        ],
      });
    });

    it("calls inherited variables by the deployed contract, and points to the base contract's line", () => {
      assert.deepEqual(names(1n), ["Zoo.owner", "Zoo.paused"]);
      assert.deepEqual(lines(1n), [
        { file: FILE, line: lineOf(SOURCE, "address public owner;") },
        { file: FILE, line: lineOf(SOURCE, "bool public paused;") },
      ]);
    });

    it("tells variables of one name apart by the contract that declares them", () => {
      assert.deepEqual(names(0n), ["Zoo.Base.secret"]);
      assert.deepEqual(names(2n), ["Zoo.Other.secret"]);
    });

    it("lists packed variables lowest byte first, with the bytes of each", () => {
      assert.deepEqual(names(3n), ["Zoo.reserve0", "Zoo.reserve1", "Zoo.updated"]);
      assert.deepEqual(name(3n).bytes, [0x3fff, 0x0fffc000, 0xf0000000]);
      assert.deepEqual(name(1n).bytes, [0xfffff, 0x100000]);
      assert.deepEqual(names(42n), ["Zoo.callback", "Zoo.hook"]);
      assert.deepEqual(name(42n).bytes, [0xffffff, 0xff000000]);
      assert.deepEqual(names(45n), ["Zoo.id", "Zoo.thing"]);
    });

    it("names values of mappings by their key, and groups them without it", () => {
      const slot = slots.value(4n, addressKey(ALICE));
      assert.deepEqual(names(slot), ["Zoo.balances[0xf39F...2266 (signer 0)]"]);
      assert.deepEqual(variables(slot), ["Zoo.balances[*]"]);
      assert.deepEqual(lines(slot), [{ file: FILE, line: lineOf(SOURCE, "mapping(address => uint256) balances") }]);
    });

    it("names values of nested mappings by all their keys", () => {
      const slot = slots.value(slots.value(5n, addressKey(ALICE)), addressKey(BOB));
      assert.deepEqual(names(slot), ["Zoo.allowances[0xf39F...2266 (signer 0)][0x7099...79C8]"]);
      assert.deepEqual(variables(slot), ["Zoo.allowances[*][*]"]);
    });

    it("names the length and the elements of dynamic arrays, small elements by their place in the slot", () => {
      assert.deepEqual(names(6n), ["Zoo.list.length"]);
      assert.deepEqual(variables(6n), ["Zoo.list.length"]);
      assert.deepEqual(names(slots.content(6n) + 1000n), ["Zoo.list[1000]"]);
      const small = slots.content(7n) + 2n;
      assert.deepEqual(names(small)[0], "Zoo.small[32]");
      assert.deepEqual(names(small)[15], "Zoo.small[47]");
      assert.equal(names(small).length, 16);
      assert.equal(name(small).bytes[3], 0b11000000);
    });

    it("names the elements of fixed arrays, and none behind their end", () => {
      assert.deepEqual(names(9n), ["Zoo.fixedWide[1]"]);
      assert.deepEqual(names(12n), ["Zoo.fixedSmall[4]"]);
      assert.deepEqual(
        names(47n),
        [0, 1, 2, 3, 4, 5].map((i) => `Zoo.codes[${i}]`),
      );
      assert.deepEqual(names(48n), ["Zoo.codes[6]"]);
    });

    it("says of what type a variable is, and what it is a part of", () => {
      const kinds = (slot: bigint) =>
        name(slot).row.members.map(({ type, shape }) => [type, shape].filter((part) => part !== undefined).join(" "));
      assert.deepEqual(kinds(1n), ["address", "bool"]);
      assert.deepEqual(kinds(slots.value(31n, word(-3n))), ["uint256 mapping"]);
      assert.deepEqual(kinds(slots.value(19n, word(7n))), ["address mapping", "uint96 mapping"]);
      assert.deepEqual(kinds(slots.content(20n)), ["int128 array", "int128 array"]);
      assert.deepEqual(kinds(20n), ["uint256 length"]);
      assert.deepEqual(kinds(slots.content(27n)), [""]);
    });

    it("says whose a value is, where one of its keys is an account", () => {
      const account = (slot: bigint) => name(slot).row.members.map((member) => member.account);
      assert.deepEqual(account(slots.value(17n, addressKey(BOB))), [BOB.toLowerCase()]);
      assert.deepEqual(account(slots.value(19n, word(7n))), [undefined, undefined]);
    });

    it("says which contract declares an inherited variable", () => {
      assert.deepEqual(
        name(1n).row.members.map(({ declaredIn }) => declaredIn),
        ["Base", "Base"],
      );
    });

    it("names the members of structs", () => {
      assert.deepEqual(names(13n), ["Zoo.single.maker", "Zoo.single.amount"]);
      assert.deepEqual(names(14n), ["Zoo.single.filled"]);
      assert.deepEqual(names(15n), ["Zoo.single.side", "Zoo.single.open"]);
      assert.deepEqual(names(slots.value(17n, addressKey(BOB))), ["Zoo.single.fills[0x7099...79C8]"]);
      assert.deepEqual(names(21n), ["Zoo.box.tag"]);
      assert.deepEqual(names(22n), ["Zoo.box.low.x", "Zoo.box.low.y"]);
      assert.deepEqual(names(24n), ["Zoo.box.corners[1].x", "Zoo.box.corners[1].y"]);
      assert.deepEqual(names(26n), ["Zoo.box.end"]);
    });

    it("names the members of structs in mappings and arrays, over all their slots", () => {
      const order = slots.value(19n, word(7n));
      assert.deepEqual(names(order), ["Zoo.orders[7].maker", "Zoo.orders[7].amount"]);
      assert.deepEqual(variables(order), ["Zoo.orders[*].maker", "Zoo.orders[*].amount"]);
      assert.deepEqual(names(order + 1n), ["Zoo.orders[7].filled"]);
      assert.deepEqual(names(order + 5n), ["Zoo.orders[7].history.length"]);
      assert.deepEqual(names(slots.content(order + 5n) + 2n), ["Zoo.orders[7].history[2]"]);
      assert.deepEqual(names(slots.value(order + 4n, addressKey(BOB))), ["Zoo.orders[7].fills[0x7099...79C8]"]);
      assert.deepEqual(names(slots.content(20n) + 3n), ["Zoo.points[3].x", "Zoo.points[3].y"]);
      assert.deepEqual(names(slots.value(40n, addressKey(BOB)) + 1n), [
        "Zoo.pairs[0x7099...79C8][1].x",
        "Zoo.pairs[0x7099...79C8][1].y",
      ]);
    });

    it("names arrays in mappings and in arrays", () => {
      const list = slots.value(38n, addressKey(BOB));
      assert.deepEqual(names(list), ["Zoo.lists[0x7099...79C8].length"]);
      assert.deepEqual(names(slots.content(list) + 4n), ["Zoo.lists[0x7099...79C8][4]"]);
      const row = slots.content(39n) + 2n;
      assert.deepEqual(names(row), ["Zoo.matrix[2].length"]);
      assert.deepEqual(names(slots.content(row) + 5n), ["Zoo.matrix[2][5]"]);
    });

    it("names structs that contain themselves through a mapping", () => {
      const deep = slots.value(slots.value(44n, word(1n)) + 1n, word(2n));
      assert.deepEqual(names(deep), ["Zoo.tree.next[1].next[2].value"]);
    });

    it("names the content of long strings by its bytes, grouped with the string", () => {
      const second = slots.content(27n) + 1n;
      assert.deepEqual(names(second), ["Zoo.title[bytes 32-63]"]);
      assert.deepEqual(variables(second), ["Zoo.title"]);
      assert.deepEqual(names(slots.content(slots.value(46n, word(3n)))), ["Zoo.notes[3][bytes 0-31]"]);
      assert.deepEqual(names(slots.content(28n)), ["Zoo.data[bytes 0-31]"]);
    });

    it("reads keys by their type", () => {
      assert.deepEqual(names(slots.value(29n, textKey("gold"))), ['Zoo.byText["gold"]']);
      assert.deepEqual(names(slots.value(29n, textKey("x".repeat(70)))), [`Zoo.byText["${"x".repeat(32)}..."]`]);
      assert.deepEqual(names(slots.value(29n, "0x")), ['Zoo.byText[""]']);
      assert.deepEqual(names(slots.value(30n, "0x1234")), ["Zoo.byData[0x1234]"]);
      assert.deepEqual(names(slots.value(31n, word(-3n))), ["Zoo.byInt[-3]"]);
      assert.deepEqual(names(slots.value(32n, word(1n))), ["Zoo.byBool[true]"]);
      assert.deepEqual(names(slots.value(33n, id("x") as Hex)), ["Zoo.byWord[0x7521...7a83]"]);
      assert.deepEqual(names(slots.value(33n, word(0n))), ["Zoo.byWord[0x00]"]);
      assert.deepEqual(names(slots.value(33n, bytesKey(textKey("USDC")))), ['Zoo.byWord["USDC"]']);
      assert.deepEqual(names(slots.value(34n, bytesKey("0xa9059c00"))), ["Zoo.byFour[0xa9059c00]"]);
      assert.deepEqual(names(slots.value(35n, word(1n))), ["Zoo.bySide[Sell]"]);
      assert.deepEqual(names(slots.value(36n, addressKey(BOB))), ["Zoo.byContract[0x7099...79C8]"]);
      assert.deepEqual(names(slots.value(37n, word(9n))), ["Zoo.byId[9]"]);
      assert.deepEqual(names(slots.value(19n, word(2n ** 255n))), [
        "Zoo.orders[0x8000...0000].maker",
        "Zoo.orders[0x8000...0000].amount",
      ]);
    });

    it("calls keys by the constants of the contract", () => {
      const role = slots.value(slots.value(41n, id("MINTER_ROLE")), addressKey(BOB));
      assert.deepEqual(names(role), ["Zoo.roles[MINTER_ROLE][0x7099...79C8]"]);
    });

    it("knows the hashes that the optimizer computes at compile time", () => {
      const computed = new SlotCalculator();
      assert.deepEqual(names(computed.content(6n) + 3n), ["Zoo.list[3]"]);
      assert.deepEqual(names(computed.value(33n, word(5n))), ["Zoo.byWord[0x05]"]);
      const folded = computed.value(41n, id("MINTER_ROLE"));
      assert.deepEqual(names(slots.value(folded, addressKey(BOB))), ["Zoo.roles[MINTER_ROLE][0x7099...79C8]"]);
      assert.deepEqual(names(computed.content(computed.content(39n) + 1n)), ["Zoo.matrix[1][0]"]);
    });

    it("names the members of annotated namespaces (ERC-7201)", () => {
      const base = BigInt(keccak256(word(BigInt(id("zoo.storage.Main")) - 1n))) & ~0xffn;
      assert.deepEqual(names(base), ["Zoo.ZooStorage.nonce", "Zoo.ZooStorage.admin"]);
      assert.deepEqual(names(slots.value(base + 1n, addressKey(BOB))), ["Zoo.ZooStorage.votes[0x7099...79C8]"]);
      assert.deepEqual(lines(base)[0], { file: FILE, line: lineOf(SOURCE, "struct ZooStorage") });
    });

    it("names the members of structs that a function points to a constant (ERC-2535)", () => {
      const base = BigInt(id("zoo.diamond.storage"));
      assert.deepEqual(names(base), ["Zoo.DiamondStorage.count"]);
      assert.deepEqual(names(slots.value(base + 1n, bytesKey("0xa9059cbb"))), [
        "Zoo.DiamondStorage.facets[0xa9059cbb]",
      ]);
    });

    it("names single slots whose position is a constant (ERC-1967)", () => {
      const slot = BigInt(id("eip1967.proxy.implementation")) - 1n;
      assert.deepEqual(names(slot), ["Zoo.IMPLEMENTATION_SLOT"]);
      assert.deepEqual(lines(slot), [
        { file: FILE, line: lineOf(SOURCE, "bytes32 internal constant IMPLEMENTATION_SLOT") },
      ]);
    });

    it("leaves slots without a name where nothing leads to them", () => {
      assert.deepEqual(names(100n), []);
      assert.deepEqual(names(slots.value(4000n, addressKey(BOB))), []);
      assert.deepEqual(names(BigInt(id("something else"))), []);
      // The key of a value type fills a word.
      assert.deepEqual(names(slots.value(4n, "0x1234")), []);
    });
  });
}
