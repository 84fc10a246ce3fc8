import { AbiCoder, keccak256, toUtf8Bytes } from "ethers";
import type { AccountAccess, AccountField, Hex, StorageAccess, TransactionRecord } from "../engine/access/types.ts";
import type { CollectedBlockInput, TestIdentity } from "../record/collector.ts";

/** What EDR says of a test; the part of `SuiteResult` that matters here. */
export interface SoliditySuite {
  readonly id: { readonly name: string; readonly source: string };
  readonly testResults: readonly {
    readonly name: string;
    /** Fuzz and invariant tests have a number of `runs`. */
    readonly kind: object;
    readonly valueSnapshotGroups:
      | readonly {
          readonly name: string;
          readonly entries: readonly { readonly name: string; readonly value: string }[];
        }[]
      | undefined;
  }[];
}

/** The group of value snapshots that `contracts/parallel/Evidence.sol` hands over. */
const GROUP = "hardhat-parallel";

const ACCESS =
  "tuple(uint8 kind, address account, bytes32 slot, bool read, bool written, bool credited, " +
  "bytes32 before, bytes32 afterwards, address code)";

/** `Evidence.Block` of `contracts/parallel/Evidence.sol`. */
const BLOCK =
  "tuple(" +
  "tuple(address from, address to, bytes selector, address created, bool succeeded, uint256 gas, " +
  `${ACCESS}[] accesses, address[] ran)[] transactions, ` +
  "tuple(address account, bytes32 codeHash, bytes code)[] codes, " +
  "tuple(bytes32 slot, bytes32 key, bytes32 parent)[] elements)";

interface EvidenceBlock {
  readonly transactions: readonly EvidenceTransaction[];
  readonly codes: readonly { readonly account: string; readonly codeHash: Hex; readonly code: Hex }[];
  readonly elements: readonly { readonly slot: Hex; readonly key: Hex; readonly parent: Hex }[];
}

interface EvidenceTransaction {
  readonly from: string;
  readonly to: string;
  readonly selector: Hex;
  readonly created: string;
  readonly succeeded: boolean;
  readonly gas: bigint;
  readonly accesses: readonly EvidenceAccess[];
  readonly ran: readonly string[];
}

interface EvidenceAccess {
  readonly kind: bigint;
  readonly account: string;
  readonly slot: Hex;
  readonly read: boolean;
  readonly written: boolean;
  readonly credited: boolean;
  readonly before: Hex;
  readonly afterwards: Hex;
  readonly code: string;
}

/** `KeyKind` of `contracts/parallel/Recording.sol`. */
const SLOT = 0n;
const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];

const NO_ACCOUNT = `0x${"0".repeat(40)}`;

/** The chain of all blocks that Solidity tests recorded. */
const CHAIN = "solidity";

/**
 * What Solidity tests recorded with `ParallelTest.sol`, as blocks for the record of the run.
 *
 * Each recording (of an assertion, of `recordApart` or `recordInOrder`) is a block and a branch of its own, so that
 * its transactions meet none of another.
 */
export function* solidityBlocks(suites: readonly SoliditySuite[]): Generator<CollectedBlockInput> {
  let branch = 0;
  for (const { id, testResults } of suites) {
    for (const { name, valueSnapshotGroups } of testResults) {
      const test: TestIdentity = {
        title: `${id.name} ${name}`,
        suite: id.name,
        file: id.source.replace(/^project\//, ""),
      };
      const codes = new Map<Hex, Uint8Array>();
      for (const [number, block] of handedOver(valueSnapshotGroups).entries()) {
        for (const { codeHash, code } of block.codes) if (code !== "0x") codes.set(codeHash, bytesOf(code));
        yield blockInput(block, `${id.source}:${id.name}:${name}:${number}`, branch++, test, codes);
      }
    }
  }
}

/** In the order in which they were recorded. */
function handedOver(groups: SoliditySuite["testResults"][number]["valueSnapshotGroups"]): EvidenceBlock[] {
  const entries = groups?.find(({ name }) => name === GROUP)?.entries ?? [];
  return entries
    .toSorted((a, b) => Number(a.value) - Number(b.value))
    .map(({ name }) => AbiCoder.defaultAbiCoder().decode([BLOCK], name)[0] as EvidenceBlock);
}

function blockInput(
  block: EvidenceBlock,
  identity: string,
  branch: number,
  test: TestIdentity,
  codes: ReadonlyMap<Hex, Uint8Array>,
): CollectedBlockInput {
  const codeHashes = new Map(block.codes.map(({ account, codeHash }) => [address(account), codeHash]));
  const preimages = block.elements.map(({ slot, key, parent }) => ({
    hash: slot,
    preimage: `${key}${parent.slice(2)}` as Hex,
  }));
  const transactions = block.transactions.map((transaction, index): TransactionRecord => {
    const { from, to, selector, created, succeeded, gas, accesses, ran } = transaction;
    return {
      index,
      hash: hashOf(`${identity}:${index}`),
      from: address(from),
      ...(to !== NO_ACCOUNT && { to: address(to) }),
      ...(created !== NO_ACCOUNT && { created: address(created) }),
      ...(selector.length === 10 && { selector }),
      succeeded,
      gasUsed: gas,
      storage: accesses.filter(({ kind }) => kind === SLOT).map(storageAccess),
      accounts: accesses.filter(({ kind }) => kind !== SLOT).map(accountAccess),
      preimages,
      codes: [...new Set(ran.map(address))].flatMap((account) => {
        const codeHash = codeHashes.get(account);
        return codeHash === undefined ? [] : [{ address: account, codeHash }];
      }),
    };
  });
  return {
    chain: CHAIN,
    branch,
    record: {
      number: BigInt(branch),
      hash: hashOf(identity),
      timestamp: 0n,
      transactions,
    },
    contexts: transactions.map(() => ({ test, phase: "body" })),
    codeOf: (codeHash) => codes.get(codeHash),
  };
}

function storageAccess(access: EvidenceAccess): StorageAccess {
  const { account, slot, read, written, before, afterwards, code } = access;
  // The runner does not tell the place in the code, only whose code it was.
  const site = { codeAddress: address(code), pc: -1, creation: false };
  return {
    address: address(account),
    slot,
    looked: true,
    gasOnly: !read,
    touched: written,
    before,
    after: afterwards,
    firstRead: site,
    ...(written && { lastWrite: site }),
  };
}

function accountAccess({ kind, account, read, written, credited }: EvidenceAccess): AccountAccess {
  const field = FIELDS[Number(kind) - 1];
  if (field === undefined) throw new RangeError(`The key of an account has an unknown kind: ${kind}`);
  return {
    address: address(account),
    field,
    read,
    credit: credited,
    written,
    net: written,
    protocolRead: false,
    protocolWrite: false,
    fee: false,
  };
}

function address(checksummed: string): Hex {
  return checksummed.toLowerCase() as Hex;
}

function hashOf(identity: string): Hex {
  return keccak256(toUtf8Bytes(identity)) as Hex;
}

function bytesOf(hex: Hex): Uint8Array {
  return Buffer.from(hex.slice(2), "hex");
}
