import { ALICE, BOB, BothNetworks } from "./helpers/both.ts";

const NUMBERS = [0, 1, -1, 127, 128, -128, -129, 255, 256, 1.5, 2 ** 53, 2 ** 60, 2 ** 64, 1e21];
const TEXTS = ["0", "1", "-1", "0x1", "-0x1", "0xff", "0x", "", " 1", "1 ", "1e3", "abc", "0b1", "0o7", "1_000", "+1"];
const WORDS = ["true", "false", "TRUE", true, false, null, "é"];
const LISTS = [[], {}, [1], [1, 2], ["1", "0x2"], [1, 2, 300], { a: 1 }, { a: "x", b: 5 }, [{ a: 1 }]];
const BYTES = ["0x12", "12", "0x1234", "0x12345678", "0x123456789a", `0x${"12".repeat(32)}`, `0x${"12".repeat(33)}`];
const ADDRESSES = [BOB, BOB.slice(2), BOB.toUpperCase().replace("0X", "0x")];
/** One more than fits into 256 bits. */
const HUGE = (2n ** 256n).toString();

const TYPES = [
  ...["uint8", "int8", "uint256", "int256", "uint", "int", "bool", "address", "bytes", "bytes4", "bytes32", "string"],
  ...["uint8[]", "uint8[2]", "uint8[][]", "S", "S[]", "byte", "uint7", "bytes33", "foo", "uint8[", "", "a b"],
];

describe("eth_signTypedData_v4, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  const sign = (types: unknown, message: unknown, primaryType = "P") =>
    networks.ask("eth_signTypedData_v4", ALICE, { types, primaryType, domain: {}, message });

  for (const type of TYPES) {
    it(`signs or refuses any value for a field of the type "${type}"`, async () => {
      const types = { EIP712Domain: [], P: [{ name: "v", type }], S: [{ name: "a", type: "uint8" }] };
      for (const v of [...NUMBERS, ...TEXTS, ...WORDS, ...LISTS, ...BYTES, ...ADDRESSES, HUGE])
        await sign(types, { v });
    });
  }

  it("signs structs in structs, in the order of their names", async () => {
    const types = {
      P: [
        { name: "z", type: "Z[2]" },
        { name: "a", type: "A" },
        { name: "n", type: "uint" },
      ],
      Z: [{ name: "inner", type: "A[]" }],
      A: [
        { name: "who", type: "address" },
        { name: "what", type: "bytes" },
      ],
      Unused: [{ name: "x", type: "int" }],
    };
    const a = { who: BOB, what: "0x1234", extra: 5 };
    await sign(types, { z: [{ inner: [a, a] }, { inner: [] }], a, n: "0x10" });
    await sign(types, { z: [{ inner: [a] }], a, n: 1 });
    await sign(types, { z: [{ inner: [a] }, { inner: [{}] }], a, n: 1 });
    await sign(types, { z: [{ inner: [] }, { inner: [] }], n: 1 });
    await sign(types, a, "A");
    await sign(types, a, "Nothing");
  });

  it("refuses types that are none", async () => {
    for (const P of [5, [{ name: "v" }], [{ type: "uint8" }], [], [{ name: "v", type: "P" }]])
      await sign({ P }, { v: 1 });
    await sign({ P: [{ name: "v", type: "Q" }], Q: [{ name: "p", type: "P[]" }] }, { v: { p: [] } });
    await sign({}, { v: 1 });
  });
});
