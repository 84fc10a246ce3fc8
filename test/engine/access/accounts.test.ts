import assert from "node:assert/strict";
import {
  type Address,
  createContractAddress,
  eoaCode7702AuthorizationListBytesItemToJSON,
  eoaCode7702SignAuthorization,
} from "@ethereumjs/util";
import { assemble, deploying, storingInMemory } from "../../helpers/assembly.ts";
import {
  accountOf,
  addressOf,
  COINBASE,
  flagsOf,
  SingleTransactions,
  slotOf,
} from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);
const NOBODY = addressOf(0xbeef);

describe("The account accesses of a transaction", () => {
  let chain: SingleTransactions;
  let sender: Address;

  beforeEach(async () => {
    chain = await SingleTransactions.create();
    sender = chain.senders[0] as Address;
  });

  it("keep the protocol's own apart: nonce and gas of the sender, fee of the coinbase", async () => {
    const { record } = await chain.send({ to: NOBODY, gasPrice: 12n });
    assert.deepEqual(flagsOf(accountOf(record, sender, "nonce")), ["net", "protocolRead", "protocolWrite"]);
    assert.deepEqual(flagsOf(accountOf(record, sender, "balance")), ["net", "protocolRead", "protocolWrite"]);
    assert.deepEqual(flagsOf(accountOf(record, COINBASE, "balance")), ["fee"]);
    assert.equal(accountOf(record, COINBASE, "existence"), undefined);
  });

  it("have no fee where the coinbase gets nothing", async () => {
    const { record } = await chain.send({ to: NOBODY });
    assert.equal(accountOf(record, COINBASE, "balance"), undefined);
  });

  it("have the value of the transaction as a payment of the sender and a credit of the receiver", async () => {
    const { record } = await chain.send({ to: NOBODY, value: 5n });
    const paid = flagsOf(accountOf(record, sender, "balance"));
    assert.deepEqual(paid, ["net", "protocolRead", "protocolWrite", "read", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "balance")), ["credit", "net", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "existence")), ["net", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "code")), ["read"]);
  });

  it("write the existence of a receiver only when it did not exist", async () => {
    await chain.send({ to: NOBODY, value: 5n });
    const { record } = await chain.send({ to: NOBODY, value: 5n });
    assert.equal(accountOf(record, NOBODY, "existence"), undefined);
  });

  it("leave gas payment out of what the contracts changed", async () => {
    const refund = assemble(0, 0, 0, 0, "CALLVALUE", "CALLER", 50_000, "CALL");
    const { record } = await chain.run(refund, {}, { value: 9n });
    const balance = accountOf(record, sender, "balance");
    assert.equal(balance?.written, false);
    assert.equal(balance?.net, true);
    assert.equal(balance?.credit, true);
  });

  it("have what a contract looked at", async () => {
    const [a, b, c, d] = [addressOf(0xa1), addressOf(0xa2), addressOf(0xa3), addressOf(0xa4)];
    const code = assemble(
      a,
      "BALANCE",
      b,
      "EXTCODESIZE",
      c,
      "EXTCODEHASH",
      "SELFBALANCE",
      0,
      0,
      0,
      0,
      d,
      100,
      "STATICCALL",
    );
    const { record } = await chain.run(code);
    assert.deepEqual(flagsOf(accountOf(record, a, "balance")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, b, "code")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, c, "code")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, c, "existence")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, CONTRACT, "balance")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, d, "code")), ["read"]);
  });

  it("have the balance of whoever tried to pay, also in vain", async () => {
    const { record } = await chain.run(assemble(0, 0, 0, 0, 5, NOBODY, 50_000, "CALL"));
    assert.deepEqual(flagsOf(accountOf(record, CONTRACT, "balance")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "existence")), ["read"]);
    assert.equal(accountOf(record, NOBODY, "balance"), undefined);
  });

  it("do not have the balance of a contract that calls without value", async () => {
    const { record } = await chain.run(assemble(0, 0, 0, 0, 0, NOBODY, 50_000, "CALL"));
    assert.equal(accountOf(record, CONTRACT, "balance"), undefined);
  });

  it("have the coinbase as read where a contract looks at it, and as written where it is sent value", async () => {
    const looks = await chain.run(assemble("COINBASE", "BALANCE"), {}, { gasPrice: 12n });
    assert.deepEqual(flagsOf(accountOf(looks.record, COINBASE, "balance")), ["fee", "read"]);
    const pays = await chain.send({ to: COINBASE, value: 3n, gasPrice: 12n });
    assert.deepEqual(flagsOf(accountOf(pays.record, COINBASE, "balance")), ["credit", "fee", "net", "written"]);
  });

  it("have creator and created with nonce and code, and init code as the place of its accesses", async () => {
    const init = deploying(assemble("STOP"), assemble(3, 1, "SSTORE"));
    const { record, outcome } = await chain.send({ data: init });
    const created = createContractAddress(sender, 0n);
    assert.equal(outcome.createdAddress?.toString(), created.toString());
    assert.equal(record.created, created.toString());
    assert.equal(record.to, undefined);
    assert.equal(record.selector, undefined);
    for (const field of ["nonce", "code"] as const) {
      assert.deepEqual(flagsOf(accountOf(record, created, field)), ["net", "read", "written"]);
    }
    assert.deepEqual(flagsOf(accountOf(record, created, "existence")), ["net", "written"]);
    assert.deepEqual(slotOf(record, created, 1)?.lastWrite, {
      codeAddress: created.toString(),
      pc: 4,
      creation: true,
    });
    assert.deepEqual(
      record.codes.map(({ address }) => address),
      [created.toString()],
    );
  });

  it("have a contract that creates as the creator", async () => {
    const init = deploying(assemble("STOP"));
    const { record } = await chain.run(assemble(storingInMemory(init), init.length, 0, 0, "CREATE"));
    assert.deepEqual(flagsOf(accountOf(record, CONTRACT, "nonce")), ["net", "read", "written"]);
    const created = createContractAddress(CONTRACT, 1n);
    assert.deepEqual(flagsOf(accountOf(record, created, "code")), ["net", "read", "written"]);
  });

  it("of a failed transaction are what was looked at, and what the protocol took", async () => {
    const { record, outcome } = await chain.run(assemble(NOBODY, "BALANCE", 0, 0, "REVERT"), {}, { value: 7n });
    assert.equal(outcome.succeeded, false);
    assert.equal(record.succeeded, false);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "balance")), ["read"]);
    const balance = accountOf(record, sender, "balance");
    assert.equal(balance?.written, false);
    assert.equal(balance?.net, true);
    assert.equal(accountOf(record, CONTRACT, "balance")?.written ?? false, false);
  });

  it("have a beneficiary's existence and credit, and the destroyed contract's fields", async () => {
    chain = await SingleTransactions.create({ hardfork: "shanghai" });
    const { record } = await chain.run(assemble(NOBODY, "SELFDESTRUCT"), {}, { value: 4n });
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "balance")), ["credit", "net", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, NOBODY, "existence")), ["net", "read", "written"]);
    for (const field of ["nonce", "code"] as const) {
      assert.deepEqual(flagsOf(accountOf(record, CONTRACT, field)), ["net", "read", "written"]);
    }
    assert.deepEqual(flagsOf(accountOf(record, CONTRACT, "existence")), ["net", "written"]);
  });

  it("have an authority's nonce and code, and its delegate as the place of what its code does", async () => {
    const delegate = chain.deploy(addressOf(0xde1e), assemble(3, 1, "SSTORE"));
    const authority = chain.senders[1] as Address;
    const authorization = eoaCode7702AuthorizationListBytesItemToJSON(
      eoaCode7702SignAuthorization(
        { chainId: "0x7a69", address: delegate.toString(), nonce: "0x0" },
        chain.keys[1] as Uint8Array,
      ),
    );
    const { record, outcome } = await chain.send({
      type: 4,
      chainId: 31337n,
      to: authority,
      maxFeePerGas: 20n,
      maxPriorityFeePerGas: 1n,
      authorizationList: [authorization],
    });
    assert.equal(outcome.succeeded, true);
    assert.deepEqual(flagsOf(accountOf(record, authority, "nonce")), ["net", "read", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, authority, "code")), ["net", "read", "written"]);
    assert.deepEqual(flagsOf(accountOf(record, authority, "existence")), ["read"]);
    assert.deepEqual(flagsOf(accountOf(record, delegate, "code")), ["read"]);
    assert.deepEqual(slotOf(record, authority, 1)?.lastWrite, {
      codeAddress: delegate.toString(),
      pc: 4,
      creation: false,
    });
    assert.deepEqual(
      record.codes.map(({ address }) => address),
      [delegate.toString()],
    );
  });
});
