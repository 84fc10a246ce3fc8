import { encodeBytes32String } from "ethers";
import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, playWith, steps } from "./play.ts";

const SHORT = ["one", "two"] as const;
const LONG = ["A text of forty characters, as we need it", "Another of as many characters, to compare"] as const;

const CASES: readonly GoldenCase[] = [
  {
    title: "packed: who sets one member waits for who sets its neighbour",
    play: play("Packed", [], ["setA", 5], ["setB", 6]),
    found: [["Packed.a, b", "rmw 1", "Packed.setA × Packed.setB", "1 packedA>packedB"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "packed: neighbours that are only added to commute",
    play: play("Packed", [], ["addA", 5], ["addB", 6]),
    found: [["Packed.a, b", "commutative 1", "Packed.addA × Packed.addB", "1 packedAddA>packedAddB"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "packed: only the member that changes is named",
    play: play("Packed", [], ["addA", 5], ["addA", 6]),
    found: [["Packed.a", "commutative 1", "Packed.addA", "1 packedAddA"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "packed: an addition after a neighbour was set is none",
    play: play("Packed", [], ["setA", 5], ["addB", 6], ["addB", 7]),
    found: [
      ["Packed.a, b", "rmw 1", "Packed.addB × Packed.setA", "1 packedA>packedAddB"],
      ["Packed.a, b", "commutative 1", "Packed.addB", "1 packedAddB"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "struct in a mapping: the same order",
    play: play("Orders", [], ["fill", 7, 1], ["fill", 7, 2]),
    found: [["Orders.orders[7].filled", "commutative 1", "Orders.fill", "1 fill"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "struct in a mapping: different orders do not meet",
    play: play("Orders", [], ["fill", 7, 1], ["fill", 8, 2]),
    found: [],
  },
  {
    title: "struct in a mapping: different members of an order in different slots do not meet",
    play: play("Orders", [], ["fill", 7, 1], ["reprice", 7, 2]),
    found: [],
  },
  {
    title: "struct in a mapping: two orders, two lines",
    play: play("Orders", [], ["fill", 7, 1], ["fill", 8, 1], ["fill", 7, 2], ["fill", 8, 2]),
    found: [["Orders.orders[*].filled", "commutative 2", "Orders.fill", "2 fill"]],
    elements: { "Orders.orders[7].filled": 1, "Orders.orders[8].filled": 1 },
    waves: 2,
    waiting: 2,
  },
  {
    title: "array in a struct in a mapping: its length orders, its elements are apart",
    play: play("Orders", [], ["note", 7, encodeBytes32String("a")], ["note", 7, encodeBytes32String("b")]),
    found: [["Orders.orders[7].notes.length", "rmw 1", "Orders.note", "1 note"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "struct: stored whole without looking, and one member added to",
    // move, move: both slots blindly; shift reads x, whose last writer is the second move.
    play: play("Whole", [], ["move", 1, 2], ["move", 3, 4], ["shift", 5]),
    found: [
      ["Whole.point.x", "gas-only 1", "Whole.move"],
      ["Whole.point.y", "gas-only 1", "Whole.move"],
      ["Whole.point.x", "rmw 1", "Whole.move × Whole.shift", "1 move>shift"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "nested mapping: two spend one allowance",
    play: async (stage) => {
      const allowances = await stage.deploy("Allowances");
      await stage.send(allowances.call("approve", [stage.signers[2], 10], { from: 1 }));
      const spend = ["spend", stage.signers[1], stage.signers[2], 3] as const;
      await stage.traffic(...steps(allowances, spend, spend));
    },
    found: [["Allowances.allowance[{1}][{2}]", "rmw 1", "Allowances.spend", "1 spend"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "nested mapping: who spends waits for the approval",
    play: playWith("Allowances", (signer) => [
      ["approve", signer(2), 10],
      ["spend", signer(1), signer(2), 4],
    ]),
    found: [["Allowances.allowance[{1}][{2}]", "rmw 1", "Allowances.approve × Allowances.spend", "1 approve>spend"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "nested mapping: everybody approves the same spender",
    play: playWith("Allowances", (signer) => [
      ["approve", signer(9), 10],
      ["approve", signer(9), 10],
    ]),
    found: [],
  },
  {
    title: "fixed array: one cell",
    play: play("Arrays", [], ["addCell", 2, 1], ["addCell", 3, 1], ["addCell", 2, 1]),
    found: [["Arrays.cells[2]", "commutative 1", "Arrays.addCell", "1 cell"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "fixed array of small elements: neighbours share a slot",
    // Four elements of eight bytes a slot: 0 and 1 meet, 5 is in the next one.
    play: play("Arrays", [], ["addSmall", 0, 1], ["addSmall", 1, 1], ["addSmall", 5, 1]),
    found: [["Arrays.small[0], small[1]", "commutative 1", "Arrays.addSmall", "1 small"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "fixed array of small elements: in each slot those are named that change",
    play: play("Arrays", [], ["addSmall", 0, 1], ["addSmall", 1, 1], ["addSmall", 5, 1], ["addSmall", 6, 1]),
    found: [["Arrays.small[*]", "commutative 2", "Arrays.addSmall", "2 small"]],
    elements: { "Arrays.small[0], small[1]": 1, "Arrays.small[5], small[6]": 1 },
    waves: 2,
    waiting: 2,
  },
  {
    title: "packed struct in a mapping: in each element those members are named that change",
    play: play("Books", [], ["price", 7, 1], ["price", 7, 2], ["stock", 8, 3], ["stock", 8, 4]),
    // A packed member is set by reading its slot first.
    found: [
      ["Books.books[7].price", "rmw 1", "Books.price", "1 bookPrice"],
      ["Books.books[8].stock", "rmw 1", "Books.stock", "1 bookStock"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "dynamic array: everybody pushes",
    play: play("Arrays", [], ["push", 5], ["push", 6], ["push", 7]),
    found: [["Arrays.items.length", "rmw 2", "Arrays.push", "2 push"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "dynamic array: one pushes what the next one pops",
    play: play("Arrays", [], ["push", 5], ["pop"]),
    found: [
      ["Arrays.items.length", "rmw 1", "Arrays.pop × Arrays.push", "1 push>pop"],
      // pop clears the element blindly.
      ["Arrays.items[0]", "gas-only 1", "Arrays.pop × Arrays.push"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "array in a mapping: two push to the list of one",
    play: playWith("Arrays", (signer) => [
      ["list", signer(8), 1],
      ["list", signer(9), 1],
      ["list", signer(8), 1],
    ]),
    found: [["Arrays.lists[{8}].length", "rmw 1", "Arrays.list", "1 list"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "array of arrays: one cell of one row",
    play: async (stage) => {
      const arrays = await stage.deploy("Arrays");
      await stage.send(...steps(arrays, ["pushRow"], ["pushRow"]));
      await stage.traffic(...steps(arrays, ["addRow", 1, 2], ["addRow", 1, 0], ["addRow", 1, 2]));
    },
    found: [["Arrays.rows[1][2]", "commutative 1", "Arrays.addRow", "1 row"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "string: a short one is read to know whether the old one was long",
    play: play("Texts", [], ["setTitle", SHORT[0]], ["setTitle", SHORT[1]]),
    found: [["Texts.title", "rmw 1", "Texts.setTitle", "1 title"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "string: of a long one only the length is read",
    // Both are as long: the second does not change the length. Each part of 32 bytes is stored blindly.
    play: play("Texts", [], ["setTitle", LONG[0]], ["setTitle", LONG[1]]),
    found: [["Texts.title", "raw 1, gas-only 2", "Texts.setTitle", "1 title"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "bytes: the same short ones stored by both",
    // The second only reads.
    play: play("Texts", [], ["setData", "0x1234"], ["setData", "0x1234"]),
    found: [["Texts.data", "raw 1", "Texts.setData", "1 data"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a member of an enum",
    play: play("Keys", [], ["count", 2], ["count", 1], ["count", 2]),
    found: [["Keys.byKind[Gold]", "commutative 1", "Keys.count", "1 byKind"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a user-defined value type",
    play: play("Keys", [], ["countId", 7], ["countId", 7]),
    found: [["Keys.byId[7]", "commutative 1", "Keys.countId", "1 byId"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a flag",
    play: play("Keys", [], ["countFlag", true], ["countFlag", false], ["countFlag", true]),
    found: [["Keys.byFlag[true]", "commutative 1", "Keys.countFlag", "1 byFlag"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a negative number",
    play: play("Keys", [], ["countNumber", -5], ["countNumber", -5]),
    found: [["Keys.byNumber[-5]", "commutative 1", "Keys.countNumber", "1 byNumber"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a text",
    play: play("Keys", [], ["countText", "gold"], ["countText", "gold"]),
    found: [['Keys.byText["gold"]', "commutative 1", "Keys.countText", "1 byText"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: a constant of the source",
    play: play("Keys", [], ["countMinter"], ["countMinter"]),
    found: [["Keys.byRole[MINTER]", "commutative 1", "Keys.countMinter", "1 byRole"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "enum: a state that only goes up, and who comes too late",
    play: play("Keys", [], ["raise", 1], ["raise", 2], ["raise", 1]),
    found: [["Keys.best", "rmw 1, raw 1", "Keys.raise", "2 best"]],
    waves: 3,
    waiting: 2,
    failed: 1,
  },
  {
    title: "user-defined value type: it shares its slot",
    play: play("Keys", [], ["remember", 7], ["remember", 8]),
    found: [["Keys.last", "rmw 1", "Keys.remember", "1 last"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "ERC-7201: a namespace and a mapping in it",
    play: playWith("Spaced", (signer) => [
      ["add", 1],
      ["add", 2],
      ["mark", signer(9)],
      ["mark", signer(9)],
    ]),
    found: [
      ["Spaced.Main.total", "commutative 1", "Spaced.add", "1 space"],
      ["Spaced.Main.marks[{9}]", "commutative 1", "Spaced.mark", "1 mark"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "inheritance: private variables of one name are two",
    play: play("Child", [], ["upParent"], ["upChild"], ["upParent"], ["upChild"]),
    found: [
      ["Child.Parent.count", "commutative 1", "Child.upParent", "1 parent"],
      ["Child.Child.count", "commutative 1", "Child.upChild", "1 child"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "inheritance: a variable of the base that the heir changes",
    play: play("Child", [], ["upShared"], ["upShared"]),
    found: [["Child.shared", "commutative 1", "Child.upShared", "1 shared"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "diamond inheritance: each override of the line once",
    play: play("Bottom", [], ["bump"], ["bump"]),
    found: [
      ["Bottom.top", "commutative 1", "Bottom.bump", "1 top"],
      ["Bottom.left", "commutative 1", "Bottom.bump", "1 left"],
      ["Bottom.right", "commutative 1", "Bottom.bump", "1 right"],
    ],
    waves: 2,
    waiting: 1,
  },
];

describeGolden("Shapes of storage", "Storage.sol", CASES);
