import { ALICE, BOB, CAROL, type Case, NOBODY, transaction } from "../helpers/both.ts";
import { CONTRACTS, encode, type Upstream } from "./upstream.ts";

const UNKNOWN_HASH = `0x${"12".repeat(32)}`;
const SALT = `0x${"5a".repeat(32)}`;
const MINTED = CONTRACTS.Coin?.abi.getEvent("Transfer")?.topicHash ?? "";
const STRANGER = `0x${"57".repeat(20)}`;

/** Requests after which both networks must still be alike, and those that look at what they did. */
export function cases(upstream: Upstream): Record<string, Case[]> {
  const { coin, looker, mortal, factory } = upstream.contracts;
  const call = (to: string, contract: string, name: string, ...values: unknown[]) => ({
    from: ALICE,
    to,
    data: encode(contract, name, ...values),
  });
  const many = upstream.transactions.findIndex((hashes) => hashes.length > 1);
  const [first = "", second = ""] = upstream.transactions[many] ?? [];
  const failed = upstream.transactions[many - 1]?.[0] ?? "";
  const number = `0x${many.toString(16)}`;
  const hash = upstream.blocks[many] ?? "";
  return {
    "Blocks and transactions from before a fork": [
      ["have the number of the last one", "eth_blockNumber"],
      ["have the local chain id", "eth_chainId"],
      ["have the local network id", "net_version"],
      ["are found by number", "eth_getBlockByNumber", number, false],
      ["are found by number, with transactions", "eth_getBlockByNumber", number, true],
      ["begin with the genesis of the other chain", "eth_getBlockByNumber", "earliest", true],
      ["end with the block of the fork", "eth_getBlockByNumber", "latest", true],
      ["are final at the block of the fork", "eth_getBlockByNumber", "finalized", false],
      ["do not go on beyond it", "eth_getBlockByNumber", "0x100", false],
      ["are found by hash", "eth_getBlockByHash", hash, false],
      ["are found by hash, with transactions", "eth_getBlockByHash", hash, true],
      ["are not found by another hash", "eth_getBlockByHash", UNKNOWN_HASH, true],
      ["have their transactions counted by number", "eth_getBlockTransactionCountByNumber", number],
      ["have their transactions counted by hash", "eth_getBlockTransactionCountByHash", hash],
      ["have no transactions where there is no block", "eth_getBlockTransactionCountByHash", UNKNOWN_HASH],
      ["have transactions by number and position", "eth_getTransactionByBlockNumberAndIndex", number, "0x1"],
      ["have transactions by hash and position", "eth_getTransactionByBlockHashAndIndex", hash, "0x2"],
      ["have no transactions at later positions", "eth_getTransactionByBlockNumberAndIndex", number, "0x20"],
      ["refuse huge positions", "eth_getTransactionByBlockNumberAndIndex", number, `0x1${"0".repeat(16)}`],
      ["have transactions by hash", "eth_getTransactionByHash", first],
      ["have no transaction of another hash", "eth_getTransactionByHash", UNKNOWN_HASH],
      ["have receipts with logs", "eth_getTransactionReceipt", second],
      ["have receipts of deployments", "eth_getTransactionReceipt", upstream.transactions[1]?.[0]],
      ["have receipts of failures", "eth_getTransactionReceipt", failed],
      ["have no receipt of another hash", "eth_getTransactionReceipt", UNKNOWN_HASH],
      ["refuse a hash that is none", "eth_getTransactionReceipt", "0x12"],
      ["cannot be dropped", "hardhat_dropTransaction", first],
      ["are none that could be dropped under another hash", "hardhat_dropTransaction", UNKNOWN_HASH],
    ],
    "States from before a fork": [
      ["have balances of the local accounts at the fork", "eth_getBalance", ALICE],
      ["have balances of the other chain before", "eth_getBalance", ALICE, "0x2"],
      ["have balances by the hash of a block", "eth_getBalance", CAROL, { blockHash: hash }],
      ["have balances at the very beginning", "eth_getBalance", BOB, "earliest"],
      ["have nothing for accounts that nobody ever touched", "eth_getBalance", STRANGER],
      ["have no state of an unknown block", "eth_getBalance", ALICE, { blockHash: UNKNOWN_HASH }],
      ["have no state of a block to come", "eth_getBalance", ALICE, "0x999"],
      ["have the nonces of the other chain", "eth_getTransactionCount", ALICE],
      ["have the nonces of earlier blocks", "eth_getTransactionCount", ALICE, "0x2"],
      ["have code", "eth_getCode", coin],
      ["have no code before the deployment", "eth_getCode", coin, "0x0"],
      ["have no code of accounts that are no contracts", "eth_getCode", BOB],
      ["have storage", "eth_getStorageAt", coin, "0x0"],
      ["have storage of earlier blocks", "eth_getStorageAt", coin, "0x0", "0x5"],
      ["have zero in storage that was never set", "eth_getStorageAt", coin, "0x77"],
      ["have proofs", "eth_getProof", coin, [`0x${"00".repeat(32)}`], "0x6"],
    ],
    "Logs from before a fork": [
      ["are all found", "eth_getLogs", { fromBlock: "earliest" }],
      ["are found in a range", "eth_getLogs", { fromBlock: "0x5", toBlock: "0x7" }],
      ["are found in the block of a hash", "eth_getLogs", { blockHash: hash }],
      ["are found by address", "eth_getLogs", { fromBlock: "0x0", address: coin }],
      ["are not found at another address", "eth_getLogs", { fromBlock: "0x0", address: looker }],
      [
        "are found by topics",
        "eth_getLogs",
        { fromBlock: "0x0", topics: [MINTED, null, [`0x${"0".repeat(24)}${BOB.slice(2)}`]] },
      ],
      ["are not there for an unknown block", "eth_getLogs", { blockHash: UNKNOWN_HASH }],
      ["are none of the block of the fork", "eth_getLogs", {}],
    ],
    "Calls at a fork": [
      ["read the storage of the other chain", "eth_call", call(coin, "Coin", "balanceOf", BOB), "pending"],
      ["see the accounts of the other chain", "eth_call", call(looker, "Looker", "code", coin), "pending"],
      ["see balances", "eth_call", call(looker, "Looker", "balance", CAROL), "pending"],
      ["see the local chain id, block and base fee", "eth_call", call(looker, "Looker", "chain"), "pending"],
      ["see hashes of blocks before the fork", "eth_call", call(looker, "Looker", "hashOf", 3n), "pending"],
      [
        "see the hash of the block of the fork",
        "eth_call",
        call(looker, "Looker", "hashOf", BigInt(upstream.blocks.length - 1)),
        "pending",
      ],
      ["see no hash of the genesis' parent", "eth_call", call(looker, "Looker", "hashOf", 10_000n), "pending"],
      ["fail with custom errors", "eth_call", call(coin, "Coin", "transfer", BOB, 5_000n), "pending"],
      [
        "take overrides of storage",
        "eth_call",
        call(coin, "Coin", "totalSupply"),
        "pending",
        { [coin]: { stateDiff: { [`0x${"00".repeat(32)}`]: "0x5" } } },
      ],
      [
        "take overrides of all storage",
        "eth_call",
        call(coin, "Coin", "balanceOf", BOB),
        "pending",
        { [coin]: { state: {} } },
      ],
      [
        "take overrides of code",
        "eth_call",
        { to: STRANGER },
        "pending",
        { [STRANGER]: { code: "0x602a60005260206000f3" } },
      ],
      ["are estimated", "eth_estimateGas", call(coin, "Coin", "transfer", CAROL, 3n)],
      ["are estimated where they create contracts", "eth_estimateGas", call(factory, "Factory", "create", SALT)],
    ],
    "Blocks after a fork": [
      ["have the next base fee", "eth_gasPrice"],
      ["are pending with the next number", "eth_getBlockByNumber", "pending", false],
      ["take transfers", "eth_sendTransaction", transaction({ to: BOB, value: "0x5" })],
      ["follow the block of the fork", "eth_getBlockByNumber", "latest", true],
      [
        "take calls of contracts of the other chain",
        "eth_sendTransaction",
        transaction(call(coin, "Coin", "transfer", NOBODY, 3n)),
      ],
      ["have logs besides those from before", "eth_getLogs", { fromBlock: "0x5" }],
      ["have logs alone", "eth_getLogs", { fromBlock: "latest" }],
      ["see hashes from before the fork", "eth_sendTransaction", transaction(call(looker, "Looker", "keepHash", 4n))],
      ["keep what they saw", "eth_getStorageAt", looker, "0x0"],
      [
        "take transactions that fail",
        "eth_sendTransaction",
        transaction({ ...call(coin, "Coin", "transfer", BOB, 9_999n), gas: "0x30000" }),
      ],
      ["take deployments", "eth_sendTransaction", transaction({ data: CONTRACTS.Coin?.bytecode, gas: "0x200000" })],
      [
        "take creations by contracts of the other chain",
        "eth_sendTransaction",
        transaction({ ...call(factory, "Factory", "create", SALT), gas: "0x200000" }),
      ],
      ["take changes of balances by hand", "hardhat_setBalance", CAROL, "0x1234"],
      ["take changes of balances of unknown accounts", "hardhat_setBalance", STRANGER, "0xffffffffffffffff"],
      ["take changes of nonces", "hardhat_setNonce", STRANGER, "0x9"],
      ["take changes of storage of the other chain", "hardhat_setStorageAt", coin, "0x0", `0x${"00".repeat(31)}63`],
      ["take changes of code of the other chain", "hardhat_setCode", mortal, "0x602a60005260206000f3"],
      ["read storage that was changed", "eth_call", call(coin, "Coin", "totalSupply"), "latest"],
      ["read code that was changed", "eth_call", { to: mortal }, "latest"],
      ["read storage below code that was changed", "eth_getStorageAt", mortal, "0x1"],
      ["take impersonated contracts of the other chain", "hardhat_impersonateAccount", coin],
      ["refuse transactions that they cannot pay", "eth_sendTransaction", transaction({ from: coin, to: BOB })],
      ["take money for them", "hardhat_setBalance", coin, "0xffffffffffffffff"],
      ["take their transactions", "eth_sendTransaction", transaction({ from: coin, to: BOB, value: "0x1" })],
      ["refuse accounts without key", "eth_sendTransaction", transaction({ from: `0x${"77".repeat(20)}`, to: BOB })],
      [
        "refuse nonces that were used on the other chain",
        "eth_sendTransaction",
        transaction({ to: BOB, nonce: "0x0" }),
      ],
      ["are mined by hand", "evm_mine"],
      ["are mined by the dozen", "hardhat_mine", "0x20", "0x5"],
      [
        "are there when they were mined by the dozen",
        "eth_getBlockByNumber",
        `0x${(upstream.blocks.length + 20).toString(16)}`,
        false,
      ],
      ["end with the last", "eth_getBlockByNumber", "latest", false],
      ["leave those from before alone", "eth_getBlockByNumber", "0x3", true],
      [
        "leave the state of the block of the fork alone",
        "eth_getStorageAt",
        coin,
        "0x0",
        `0x${(upstream.blocks.length - 1).toString(16)}`,
      ],
      ["refuse proofs", "eth_getProof", coin, [], "latest"],
      ["have fees", "eth_feeHistory", "0x3", "latest", [50]],
    ],
  };
}

/** Stands for the upstream while there is none: only the titles of the cases are looked at then. */
export const NO_UPSTREAM = {
  contracts: { coin: NOBODY, looker: NOBODY, mortal: NOBODY, factory: NOBODY },
  transactions: [],
  blocks: ["0x"],
} as unknown as Upstream;
