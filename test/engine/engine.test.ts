import assert from "node:assert/strict";
import { Address, bytesToHex, createContractAddress } from "@ethereumjs/util";
import { InvalidBlockError, InvalidCallError } from "../../plugin/engine/errors.ts";
import { addressToKey, keyToHex, wordToSlotKey } from "../../plugin/engine/state/keys.ts";
import type { CallInput, SendableTransaction } from "../../plugin/engine/types.ts";
import { assemble, deploying, storingInMemory } from "../helpers/assembly.ts";
import { addressOf, COINBASE, SingleTransactions, word } from "../helpers/single-transactions.ts";

const NOBODY = addressOf(0xbeef);
const CONTRACT = addressOf(0xc0de);
/** Returns the word of a slot. */
const returnSlot = (slot: number): Uint8Array => assemble(slot, "SLOAD", 0, "MSTORE", 32, 0, "RETURN");

const SHA256_OF_NOTHING = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("The engine", () => {
  let chain: SingleTransactions;

  beforeEach(async () => {
    chain = await SingleTransactions.create();
  });

  const balanceOf = (address: Address): bigint => chain.engine.state.account(addressToKey(address))?.balance ?? 0n;

  describe("executing a block", () => {
    it("leaves out what cannot be in it, says why, and goes on", async () => {
      const good = chain.transaction({ to: NOBODY, value: 1n });
      const wrongNonce = chain.transaction({ to: NOBODY, nonce: 7n });
      const poor = chain.transaction({ to: NOBODY, value: 10n ** 30n }, 1);
      const cheap = chain.transaction({ to: NOBODY, gasPrice: 1n }, 1);
      const large = chain.transaction({ to: NOBODY, gasLimit: 2_000_000n }, 2);
      const { outcomes, excluded, block } = await chain.block([wrongNonce, poor, cheap, large, good], {
        environment: chain.environment({ gasLimit: 1_500_000n }),
        onInvalid: "exclude",
      });
      assert.deepEqual(
        outcomes.map(({ transaction }) => transaction),
        [good],
      );
      assert.equal(block.transactions.length, 1);
      assert.deepEqual(
        excluded.map(({ index, reason }) => [index, reason]),
        [
          [0, "nonce"],
          [1, "funds"],
          [2, "invalid"],
          [3, "gas-limit"],
        ],
      );
      assert.match(excluded[0]?.message ?? "", /correct nonce. account has nonce of: 0 tx has nonce of: 7$/);
      assert.match(excluded[3]?.message ?? "", /gas limit of 2000000 exceeds the 1500000 gas left/);
    });

    it("says how it was executed", async () => {
      const transactions = [0, 1].map((sender) => chain.transaction({ to: NOBODY }, sender));
      const { execution } = (await chain.block(transactions)).record;
      assert.equal(execution.mode, "sequential");
      assert.equal(execution.reason, "disabled");
      assert.equal(execution.threads, 1);
      assert.deepEqual(
        execution.timeline.map(({ worker, transaction, incarnation }) => [worker, transaction, incarnation]),
        [
          [0, 0, 0],
          [0, 1, 0],
        ],
      );
      for (const { start, end } of execution.timeline) assert.ok(start <= end);
    });

    it("refuses the whole block where nothing may be left out, and leaves the state as it was", async () => {
      const good = chain.transaction({ to: NOBODY, value: 1n });
      const wrongNonce = chain.transaction({ to: NOBODY, nonce: 7n }, 1);
      const root = await chain.engine.stateRoot();
      await assert.rejects(chain.block([good, wrongNonce]), (error) => {
        assert.ok(error instanceof InvalidBlockError);
        assert.equal(error.transaction, 1);
        assert.match(error.message, /^Block 1 is invalid: transaction 1: the tx doesn't have the correct nonce/);
        return true;
      });
      assert.deepEqual(await chain.engine.stateRoot(), root);
      await chain.block([good]);
    });

    it("refuses an environment that the hardfork does not have", async () => {
      const old = await SingleTransactions.create({ hardfork: "berlin" });
      const environment = old.environment({ baseFeePerGas: 1n });
      await assert.rejects(old.block([], { environment }), /Block 1 is invalid: A base fee/);
    });

    it("refuses an excess of blob gas that no chain can have, instead of computing its price for ever", async () => {
      const environment = chain.environment({ excessBlobGas: 2n ** 63n });
      await assert.rejects(chain.block([], { environment }), /Block 1 is invalid: excessBlobGas 9223372036854775808/);
    });

    it("executes blocks and calls in the order in which they were asked for", async () => {
      chain.deploy(CONTRACT, Buffer.concat([assemble(0, "SLOAD", 1, "ADD", 0, "SSTORE"), returnSlot(0)]));
      const call = () => chain.engine.call(callOf(chain, chain.transaction({ to: CONTRACT }, 1)));
      const sent = chain.send({ to: CONTRACT });
      const calls = [call(), call()];
      await sent;
      for (const result of await Promise.all(calls)) assert.equal(bytesToHex(result.returnValue), word(2));
    });

    it("lets an impersonated contract send, but not one whose key somebody has", async () => {
      const contract = chain.deploy(chain.senders[1] as Address, assemble("STOP"));
      const { tx } = chain.transaction({ to: NOBODY, value: 1n, nonce: 1n }, 1);
      await assert.rejects(chain.block([{ tx, sender: contract, impersonated: false }]), /EIP-3607/);
      const { outcomes } = await chain.block([{ tx, sender: contract, impersonated: true }]);
      assert.equal(outcomes[0]?.succeeded, true);
      assert.equal(chain.engine.state.account(addressToKey(contract))?.nonce, 2n);
    });

    it("believes the sender it is told, whoever signed", async () => {
      const { tx } = chain.transaction({ to: NOBODY, value: 5n });
      const other = chain.senders[2] as Address;
      const { outcomes, record } = await chain.block([{ tx, sender: other, impersonated: true }]);
      assert.equal(outcomes[0]?.succeeded, true);
      assert.equal(record.transactions[0]?.from, other.toString());
    });

    it("collects what was logged to the console and to coverage, also from frames that reverted", async () => {
      const log = addressOf(0x636f6e736f6c652e6c6f67n);
      const coverage = new Address(Buffer.from("c0bec0bec0bec0bec0bec0bec0bec0bec0bec0be", "hex"));
      const reverting = chain.deploy(
        addressOf(0xaaaa),
        assemble(0xab, 0, "MSTORE8", 0, 0, 1, 0, log, 50_000, "STATICCALL", 0, 0, "REVERT"),
      );
      const code = Buffer.concat([
        assemble(0, 0, 0, 0, 0, reverting, 100_000, "CALL"),
        assemble(0xcd, 0, "MSTORE8", 0, 0, 1, 0, log, 50_000, "STATICCALL"),
        assemble(0, 0, 1, 0, coverage, 50_000, "STATICCALL"),
      ]);
      const { outcome } = await chain.run(code);
      assert.deepEqual(outcome.consoleInputs.map(bytesToHex), ["0xab", "0xcd"]);
      assert.deepEqual(outcome.coverageInputs.map(bytesToHex), ["0xcd"]);
    });

    it("caps the gas of a transaction as EIP-7825 says, or as it is told", async () => {
      const rules = await SingleTransactions.create({ transactionGasCap: 50_000n });
      await assert.rejects(
        async () => rules.block([{ ...rules.transaction({ gasLimit: 50_000n }), ...withGas(rules, 50_001n) }]),
        /exceeds the cap of 50000/,
      );
      const lifted = await SingleTransactions.create({ transactionGasCap: false });
      const { outcomes } = await lifted.block([lifted.transaction({ to: NOBODY, gasLimit: 20_000_000n })]);
      assert.equal(outcomes[0]?.gasUsed, 21_000n);
    });

    it("pays withdrawals in gwei, and the block reward of the fork where asked to", async () => {
      const withdrawals = [{ index: 0n, validatorIndex: 0n, address: NOBODY, amount: 3n }];
      const { block } = await chain.block([], { withdrawals });
      assert.equal(balanceOf(NOBODY), 3_000_000_000n);
      assert.equal(block.withdrawals?.length, 1);
      const old = await SingleTransactions.create({ hardfork: "byzantium" });
      await old.block([], { reward: true });
      assert.equal(old.engine.state.account(addressToKey(COINBASE))?.balance, 3n * 10n ** 18n);
      await old.block([], { reward: false });
      assert.equal(old.engine.state.account(addressToKey(COINBASE))?.balance, 3n * 10n ** 18n);
    });

    it("keeps the hashes of parents and beacon roots where their contracts are deployed", async () => {
      const history = chain.deploy(
        new Address(Buffer.from("0000f90827f1c53a10cb7a02335b175320002935", "hex")),
        assemble("STOP"),
      );
      const roots = chain.deploy(
        new Address(Buffer.from("000f3df6d732807ef1319fb7b8bb8522d0beac02", "hex")),
        assemble("STOP"),
      );
      const environment = chain.environment({ timestamp: 8191n + 5n });
      await chain.block([], { environment });
      const slot = (address: Address, index: bigint) =>
        chain.engine.state.slot(addressToKey(address), wordToSlotKey(index));
      assert.deepEqual(slot(history, 0n), environment.parentHash);
      assert.deepEqual(BigInt(bytesToHex(slot(roots, 5n))), environment.timestamp);
      assert.deepEqual(slot(roots, 8191n + 5n), environment.parentBeaconBlockRoot);
    });

    it("takes balances to their maximum and no further, whoever is given that much in a test", async () => {
      chain = await SingleTransactions.create({ verify: false });
      const most = 2n ** 256n - 1n;
      for (const address of [COINBASE, NOBODY]) chain.engine.state.setBalance(addressToKey(address), most);
      const failing = await chain.send({ to: NOBODY, value: 1n, gasPrice: 12n });
      assert.equal(failing.outcome.exception, "value overflow");
      await chain.run(assemble(NOBODY, "SELFDESTRUCT"), {}, { value: 1n, gasPrice: 12n });
      for (const address of [COINBASE, NOBODY]) assert.equal(balanceOf(address), most);
    });

    it("leaves the protocol's own operations out where it is told to", async () => {
      chain = await SingleTransactions.create({ systemOperations: false });
      const history = chain.deploy(
        new Address(Buffer.from("0000f90827f1c53a10cb7a02335b175320002935", "hex")),
        assemble("STOP"),
      );
      const { block } = await chain.block([chain.transaction({ to: NOBODY })]);
      assert.equal(chain.engine.state.hasStorage(addressToKey(history)), false);
      assert.equal(bytesToHex(block.header.requestsHash as Uint8Array), SHA256_OF_NOTHING);
    });

    it("has the state root after each transaction in the receipts before Byzantium", async () => {
      const old = await SingleTransactions.create({ hardfork: "spuriousDragon" });
      const { outcomes, block } = await old.block([
        old.transaction({ to: NOBODY, value: 1n }),
        old.transaction({ to: NOBODY, value: 1n }, 1),
      ]);
      const roots = outcomes.map(({ receipt }) => ("stateRoot" in receipt ? bytesToHex(receipt.stateRoot) : undefined));
      assert.notEqual(roots[0], roots[1]);
      assert.equal(roots[1], bytesToHex(block.header.stateRoot));
    });

    it("moves the funds of the DAO in the block of its fork, on mainnet", async () => {
      const theDao = new Address(Buffer.from("bb9bc244d798123fde783fcc1c72d3bb8c189413", "hex"));
      const refund = new Address(Buffer.from("bf4ed7b27f1d666546e30d74d50d173d20bca754", "hex"));
      const old = await SingleTransactions.create({ chainId: 1n, hardfork: "dao" });
      old.engine.state.setBalance(addressToKey(theDao), 42n);
      const extraData = Buffer.from("dao-hard-fork");
      await old.block([], { environment: old.environment({ number: 1_920_001n, extraData }) });
      assert.equal(old.engine.state.account(addressToKey(theDao))?.balance, 42n);
      await old.block([], { environment: old.environment({ number: 1_920_000n, extraData }) });
      assert.equal(old.engine.state.account(addressToKey(refund))?.balance, 42n);
      assert.equal(old.engine.state.account(addressToKey(theDao))?.balance, 0n);
    });

    it("creates contracts larger than the limit only where that is allowed", async () => {
      const large = assemble(30_000, 0, "RETURN");
      const limited = await chain.send({ data: large, gasLimit: 10_000_000n });
      assert.equal(limited.outcome.succeeded, false);
      const unlimited = await SingleTransactions.create({ allowUnlimitedContractSize: true });
      const { outcome } = await unlimited.send({ data: large, gasLimit: 10_000_000n });
      assert.equal(outcome.succeeded, true);
      assert.equal(
        outcome.createdAddress?.toString(),
        createContractAddress(unlimited.senders[0] as Address, 0n).toString(),
      );
    });
  });

  describe("answering a call", () => {
    it("runs on the latest state, and changes nothing", async () => {
      chain.deploy(CONTRACT, Buffer.concat([assemble(9, 0, "SSTORE"), returnSlot(0)]), { 0: 3 });
      const root = await chain.engine.stateRoot();
      const result = await chain.engine.call(callOf(chain, chain.transaction({ to: CONTRACT })));
      assert.equal(bytesToHex(result.returnValue), word(9));
      assert.deepEqual(await chain.engine.stateRoot(), root);
    });

    it("runs on the state of an earlier version", async () => {
      chain.deploy(CONTRACT, returnSlot(0), { 0: 3 });
      const version = chain.engine.state.version;
      chain.engine.state.setStorage(addressToKey(CONTRACT), wordToSlotKey(0n), Uint8Array.of(4));
      const call = callOf(chain, chain.transaction({ to: CONTRACT }));
      assert.equal(bytesToHex((await chain.engine.call({ ...call, version })).returnValue), word(3));
      assert.equal(bytesToHex((await chain.engine.call(call)).returnValue), word(4));
    });

    it("sees state overrides: balance, nonce, code, single slots, whole storage", async () => {
      chain.deploy(CONTRACT, returnSlot(0), { 0: 3, 1: 5 });
      const address = CONTRACT.toString();
      const call = (override: NonNullable<CallInput["overrides"]> extends ReadonlyMap<string, infer V> ? V : never) =>
        chain.engine.call({
          ...callOf(chain, chain.transaction({ to: CONTRACT })),
          overrides: new Map([[address, override]]),
        });
      const slot = (index: number) => word(index) as `0x${string}`;
      const value = async (override: Parameters<typeof call>[0]) => bytesToHex((await call(override)).returnValue);
      assert.equal(await value({ stateDiff: new Map([[slot(0), slot(8)]]) }), word(8));
      assert.equal(await value({ stateDiff: new Map([[slot(1), slot(8)]]) }), word(3));
      assert.equal(await value({ state: new Map([[slot(1), slot(8)]]) }), word(0));
      assert.equal(await value({ code: returnSlot(1) }), word(5));
      assert.equal(
        await value({ balance: 77n, code: assemble("SELFBALANCE", 0, "MSTORE", 32, 0, "RETURN") }),
        word(77),
      );
    });

    it("says which state it looked up, so that it can be repeated elsewhere", async () => {
      const library = chain.deploy(addressOf(0xaaaa), assemble(1, "SLOAD"), {});
      const code = assemble(0, "SLOAD", 0, 0, 0, 0, library, 50_000, "DELEGATECALL", NOBODY, "BALANCE");
      chain.deploy(CONTRACT, code, { 0: 3, 1: 4, 2: 5 });
      const { prestate } = await chain.engine.call(callOf(chain, chain.transaction({ to: CONTRACT })));
      assert.deepEqual(prestate.get(CONTRACT.toString()), {
        nonce: 1n,
        balance: 0n,
        code,
        slots: new Map([
          [word(0), word(3)],
          [word(1), word(4)],
        ]),
      });
      assert.ok(prestate.has(library.toString()) && prestate.has(NOBODY.toString()));
      assert.ok(prestate.has(String(chain.senders[0])));
    });

    it("needs neither funds nor nonce where they are not to be checked", async () => {
      const transaction = chain.transaction({ to: NOBODY, value: 10n ** 30n, nonce: 99n, gasPrice: 10n });
      const call = callOf(chain, transaction);
      const { succeeded } = await chain.engine.call(call);
      assert.equal(succeeded, true);
      await assert.rejects(
        chain.engine.call({ ...call, skipBalance: false }),
        (error) => error instanceof InvalidCallError && error.reason === "funds",
      );
      const rich = callOf(chain, chain.transaction({ to: NOBODY, nonce: 99n }));
      await assert.rejects(
        chain.engine.call({ ...rich, skipNonce: false }),
        (error) => error instanceof InvalidCallError && error.reason === "nonce",
      );
    });

    it("tells how much gas was needed before refunds", async () => {
      chain.deploy(CONTRACT, assemble(0, 0, "SSTORE"), { 0: 3 });
      const result = await chain.engine.call(callOf(chain, chain.transaction({ to: CONTRACT })));
      assert.equal(result.gasUsedBeforeRefund - result.gasUsed, 4800n);
    });

    it("returns the reason of a revert", async () => {
      const reason = Uint8Array.from([1, 2, 3]);
      chain.deploy(CONTRACT, Buffer.concat([storingInMemory(reason), assemble(3, 0, "REVERT")]));
      const result = await chain.engine.call(callOf(chain, chain.transaction({ to: CONTRACT })));
      assert.equal(result.exception, "revert");
      assert.equal(bytesToHex(result.returnValue), "0x010203");
    });

    it("tells the address of a contract that it would create", async () => {
      const transaction = chain.transaction({ data: deploying(assemble("STOP")) });
      const { createdAddress } = await chain.engine.call(callOf(chain, transaction));
      assert.equal(createdAddress?.toString(), createContractAddress(chain.senders[0] as Address, 0n).toString());
      assert.equal(chain.engine.state.account(addressToKey(createdAddress as Address)), undefined);
    });
  });

  it("looks up the hashes of earlier blocks where asked, and takes unknown ones for zero", async () => {
    chain.deploy(CONTRACT, assemble(5, "BLOCKHASH", 0, "SSTORE", 6, "BLOCKHASH", 1, "SSTORE"));
    const environment = chain.environment({ number: 9n });
    const hash = new Uint8Array(32).fill(0xab);
    const asked: bigint[] = [];
    const blockHash = (number: bigint) => {
      asked.push(number);
      return number === 5n ? hash : undefined;
    };
    await chain.block([chain.transaction({ to: CONTRACT })], { environment, blockHash });
    assert.deepEqual(chain.engine.state.slot(addressToKey(CONTRACT), wordToSlotKey(0n)), hash);
    assert.equal(chain.engine.state.slot(addressToKey(CONTRACT), wordToSlotKey(1n)).length, 0);
    assert.ok(asked.includes(5n) && asked.includes(6n));
    assert.equal(keyToHex(addressToKey(CONTRACT)), CONTRACT.toString());
  });
});

function callOf(chain: SingleTransactions, transaction: SendableTransaction): CallInput {
  return {
    environment: chain.environment(),
    transaction,
    blockHash: () => undefined,
    skipBalance: true,
    skipNonce: true,
  };
}

/** The transaction with another gas limit than its rules admit. */
function withGas(chain: SingleTransactions, gasLimit: bigint): Pick<SendableTransaction, "tx"> {
  const { tx } = chain.transaction({ to: NOBODY, gasLimit: 50_000n });
  return { tx: Object.create(tx, { gasLimit: { value: gasLimit } }) };
}
