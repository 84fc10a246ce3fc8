import { ALICE, BOB, BothNetworks, type Case, compare, NOBODY } from "./helpers/both.ts";

/** An account without key, with letters in its address: errors write them as EIP-55 says. */
const STRANGER = "0x00000000000000000000000000000000000abcde";
const MESSAGE = "0x68656c6c6f";

const MAIL = {
  domain: { name: "Mail", version: "1", chainId: 31337, verifyingContract: BOB },
  types: {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "version", type: "string" },
      { name: "chainId", type: "uint256" },
      { name: "verifyingContract", type: "address" },
    ],
    Person: [
      { name: "name", type: "string" },
      { name: "wallets", type: "address[]" },
    ],
    Mail: [
      { name: "from", type: "Person" },
      { name: "to", type: "Person[]" },
      { name: "amount", type: "int128" },
      { name: "contents", type: "bytes" },
      { name: "urgent", type: "bool" },
      { name: "mark", type: "bytes4" },
    ],
  },
  primaryType: "Mail",
  message: {
    from: { name: "Alice", wallets: [ALICE] },
    to: [
      { name: "Bob", wallets: [BOB, NOBODY] },
      { name: "Nobody", wallets: [] },
    ],
    amount: "-5",
    contents: "0x1234",
    urgent: true,
    mark: "0xdeadbeef",
  },
};

describe("the account methods, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  const typed = (title: string, message: unknown): Case => [title, "eth_signTypedData_v4", ALICE, message];
  compare(() => networks, "result", [
    ["list the accounts", "eth_accounts"],
    ["tell the coinbase", "eth_coinbase"],
    ["tell the chain id", "eth_chainId"],
    ["tell the network id", "net_version"],
    ["be in sync", "eth_syncing"],
    ["sign a message", "eth_sign", ALICE, MESSAGE],
    ["sign an empty message", "eth_sign", BOB, "0x"],
    ["sign a message the other way round", "personal_sign", MESSAGE, ALICE],
    typed("sign typed data", MAIL),
    typed("sign typed data given as text", JSON.stringify(MAIL)),
    typed("sign typed data with a number for a number", {
      ...MAIL,
      message: { ...MAIL.message, amount: 7 },
    }),
    typed("sign typed data of a smaller domain", {
      ...MAIL,
      domain: { name: "Mail" },
      types: { ...MAIL.types, EIP712Domain: [{ name: "name", type: "string" }] },
    }),
    typed("sign typed data with types that are not used", {
      ...MAIL,
      types: {
        ...MAIL.types,
        Unused: [{ name: "text", type: "string" }],
        Other: [{ name: "unused", type: "Unused[2]" }],
      },
    }),
    typed("sign a part of what the types describe", {
      ...MAIL,
      primaryType: "Item",
      types: {
        ...MAIL.types,
        Item: [{ name: "tags", type: "bytes4[2][]" }],
        List: [{ name: "items", type: "Item[]" }],
      },
      message: { tags: [["0x01020304", "0x05060708"]] },
    }),
    typed("sign lists of structs", {
      ...MAIL,
      primaryType: "List",
      types: { ...MAIL.types, Item: [{ name: "count", type: "int16" }], List: [{ name: "items", type: "Item[]" }] },
      message: { items: [{ count: 5 }, { count: -7 }] },
    }),
    typed("sign typed data of another domain", { ...MAIL, domain: { ...MAIL.domain, name: "Other" } }),
    ["hash bytes", "web3_sha3", MESSAGE],
    ["hash no bytes", "web3_sha3", "0x"],
  ]);

  compare(() => networks, "error", [
    ["refuse to sign without key", "eth_sign", STRANGER, MESSAGE],
    ["refuse to sign for a short address", "eth_sign", "0x1", MESSAGE],
    ["refuse to sign text", "eth_sign", ALICE, "hello"],
    ["refuse to sign nothing", "eth_sign", ALICE],
    ["refuse to sign personally without key", "personal_sign", MESSAGE, STRANGER],
    ["refuse to sign text personally", "personal_sign", "hello", ALICE],
    ["refuse to sign typed data without key", "eth_signTypedData_v4", STRANGER, MAIL],
    typed("refuse typed data that is empty", {}),
    typed("refuse typed data that is empty text", "{}"),
    typed("refuse typed data that is no JSON", "hello"),
    typed("refuse typed data that is a number", 5),
    ["refuse to hash text", "web3_sha3", "hello"],
    ["refuse to hash odd bytes", "web3_sha3", "0x1"],
    ["refuse to hash a number", "web3_sha3", 1],
    ["refuse to hash nothing", "web3_sha3"],
    ["refuse parameters of the accounts", "eth_accounts", 1],
    ["refuse a method that does not exist", "eth_color", "red"],
    ["refuse a method that Hardhat does not have any more", "hardhat_reset"],
  ]);

  it("has another chain id where it is configured", async () => {
    const other = await BothNetworks.create({ chainId: 1234 });
    await other.result("eth_chainId");
    await other.result("net_version");
    await other.result("eth_sendTransaction", {
      from: ALICE,
      to: BOB,
      gas: "0x5208",
      gasPrice: "0x77359400",
    });
    await other.result("eth_getBlockByNumber", "latest", true);
    await other.close();
  });
});
