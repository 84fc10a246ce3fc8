import { encodeRlp, Wallet } from "ethers";
import { ALICE, BOB, BothNetworks, PRIVATE_KEYS } from "./helpers/both.ts";

const R = `0x${"9c".repeat(32)}`;
const S = `0x${"0d".repeat(32)}`;
const HIGH = `0x${"ff".repeat(32)}`;
const TOO_LONG = `0x${"ab".repeat(33)}`;
const CALL = ["0x77359400", "0x5208", BOB, "0x", "0x"];

function legacy(v: string, r: string, s: string, fields: readonly (string | string[])[] = ["0x", ...CALL]): string {
  return encodeRlp([...fields, v, r, s] as string[]);
}

function dynamic(parity: string, r: string, s: string, more: string[] = []): string {
  return `0x02${encodeRlp(["0x7a69", "0x", "0x01", ...CALL, [], parity, r, s, ...more]).slice(2)}`;
}

const signatures: readonly (readonly [r: string, s: string])[] = [
  ["0x", S],
  [R, "0x"],
  ["0x", "0x"],
  [HIGH, S],
  [R, HIGH],
  [TOO_LONG, S],
  [R, TOO_LONG],
];

describe("what is no signed transaction is refused as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  const refuse = async (...raw: string[]): Promise<void> => {
    for (const one of raw) await networks.error("eth_sendRawTransaction", one);
  };

  for (const v of ["0x", "0x01", "0x1b", "0x1c", "0x1d", "0x23", "0xf4f5", "0xf4f6", "0xf4f7", "0x25"]) {
    it(`legacy, with ${v} for v and numbers that nobody can have signed with`, async () => {
      await refuse(...signatures.map(([r, s]) => legacy(v, r, s)));
    });
  }

  for (const parity of ["0x", "0x01", "0x02", "0x1b"]) {
    it(`with dynamic fees, ${parity} for the parity and numbers that nobody can have signed with`, async () => {
      await refuse(...signatures.map(([r, s]) => dynamic(parity, r, s)));
    });
  }

  it("with a parity that is none, and a v of no chain or of another", async () => {
    await refuse(dynamic("0x02", R, S), legacy("0x1d", R, S), legacy("0x23", R, S), legacy("0x25", R, S));
  });

  it("with too few fields, too many, or none", async () => {
    await refuse(
      encodeRlp(["0x", ...CALL]),
      encodeRlp(["0x", ...CALL, "0x1b", R]),
      legacy("0x1b", R, S).replace("0xf863", "0xf862"),
      encodeRlp(["0x", ...CALL, "0x1b", R, S, "0x01"]),
      dynamic("0x", R, S, ["0x01"]),
      "0xc0",
      "0xc180",
      "0x01c0",
      "0x02c0",
      "0x04c0",
    );
  });

  it("with fields of the wrong kind or length", async () => {
    const wrong: (string | string[])[][] = [
      ["0x00", ...CALL],
      [`0x${"ff".repeat(9)}`, ...CALL],
      ["0x", [], ...CALL.slice(1)],
      ["0x", `0x${"ff".repeat(33)}`, ...CALL.slice(1)],
      ["0x", "0x77359400", `0x${"ff".repeat(9)}`, ...CALL.slice(2)],
      ["0x", "0x77359400", "0x5208", "0x1234", "0x", "0x"],
      ["0x", "0x77359400", "0x5208", [], "0x", "0x"],
      ["0x", "0x77359400", "0x5208", BOB, `0x${"ff".repeat(33)}`, "0x"],
      ["0x", "0x77359400", "0x5208", BOB, "0x", []],
    ];
    await refuse(...wrong.map((fields) => legacy("0x1b", R, S, fields)));
  });

  for (const first of [
    "0x7f",
    "0x80",
    "0x81",
    "0x8f",
    "0xa0",
    "0xb7",
    "0xb8",
    "0xbf",
    "0xc1",
    "0xf7",
    "0xf8",
    "0xff",
  ]) {
    it(`that begins with ${first}`, async () => {
      await refuse(first, `${first}00`, `${first}ffff`);
    });
  }

  for (const raw of ["0x0200", "0x02f8", "0x01ff", "0x02b800", "0x02c101"]) {
    it(`that is ${raw}`, () => refuse(raw));
  }

  it("with init code that is too long", async () => {
    const wallet = new Wallet(PRIVATE_KEYS[0] as string);
    const fields = { data: `0x${"00".repeat(49_153)}`, gasLimit: 5_000_000, chainId: 31337, nonce: 0 };
    const fees = { type: 2, maxFeePerGas: 2_000_000_000, maxPriorityFeePerGas: 1 };
    await refuse(
      await wallet.signTransaction({ ...fields, ...fees }),
      await wallet.signTransaction({ ...fields, type: 0, gasPrice: 2_000_000_000 }),
    );
    await networks.result("eth_getTransactionCount", ALICE);
  });

  it("with an empty list of authorizations, before they exist too", async () => {
    const raw = await new Wallet(PRIVATE_KEYS[0] as string).signTransaction({
      ...{ type: 4, to: BOB, gasLimit: 50_000, chainId: 31337, nonce: 0 },
      ...{ maxFeePerGas: 2_000_000_000, maxPriorityFeePerGas: 1, authorizationList: [] },
    });
    await refuse(raw);
    const old = await BothNetworks.create({ hardfork: "cancun" });
    try {
      await old.error("eth_sendRawTransaction", raw);
    } finally {
      await old.close();
    }
  });
});
