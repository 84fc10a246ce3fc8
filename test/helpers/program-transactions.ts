import type { Common } from "@ethereumjs/common";
import {
  createAccessList2930Tx,
  createBlob4844Tx,
  createEOACode7702Tx,
  createFeeMarket1559Tx,
  createLegacyTx,
  type TypedTransaction,
} from "@ethereumjs/tx";
import {
  type Address,
  bigIntToHex,
  eoaCode7702AuthorizationListBytesItemToJSON,
  eoaCode7702SignAuthorization,
  type PrefixedHexString,
} from "@ethereumjs/util";
import fc from "fast-check";
import type { SendableTransaction } from "../../plugin/engine/types.ts";
import { KEYS, places, SENDERS, senders } from "./program-places.ts";

/** Wei per gas of the blocks, from London on. */
export const BASE_FEE = 7;

/** The type of a transaction; where the hardfork does not have it, it is a legacy one. */
export type Form =
  | { readonly type: "legacy" }
  | { readonly type: "access list" | "fee market"; readonly accessList: readonly ListedSlots[] }
  | { readonly type: "blob"; readonly blobs: number; readonly maxFeePerBlobGas: number }
  | { readonly type: "delegation"; readonly authorizations: readonly Delegation[] };

interface ListedSlots {
  readonly place: number;
  readonly slots: readonly number[];
}

/** EIP-7702: a sender's account takes the code of a place, if chain and nonce are right. */
interface Delegation {
  readonly authority: number;
  /** "nothing" takes the code away again. */
  readonly place: number | "nothing";
  readonly nonce: number;
  readonly chain: "this" | "any" | "another";
}

/** Code of a creation, by name or byte by byte. */
export type Creation<InitCode> = InitCode | readonly number[];

export interface ProgramTransaction<InitCode extends string> {
  readonly sender: number;
  /** A place, or init code for a creation. */
  readonly target: number | Creation<InitCode>;
  readonly value: number;
  readonly gasPrice: number;
  readonly gas: number;
  readonly form: Form;
  readonly data: readonly number[];
}

const place = fc.nat(places.length - 1);

const accessList = fc.array(fc.record({ place, slots: fc.array(fc.nat(3), { maxLength: 3 }) }), { maxLength: 2 });

const delegation: fc.Arbitrary<Delegation> = fc.record({
  authority: fc.nat(SENDERS - 1),
  place: fc.oneof({ weight: 5, arbitrary: place }, { weight: 1, arbitrary: fc.constant("nothing" as const) }),
  nonce: fc.nat(4),
  chain: fc.constantFrom("this" as const, "this" as const, "any" as const, "another" as const),
});

const form: fc.Arbitrary<Form> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("legacy" as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("access list" as const), accessList }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("fee market" as const), accessList }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("blob" as const),
      blobs: fc.integer({ min: 1, max: 4 }),
      maxFeePerBlobGas: fc.constantFrom(0, 1, 10),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("delegation" as const),
      authorizations: fc.array(delegation, { minLength: 1, maxLength: 3 }),
    }),
  },
);

/** Enough, the least that a transfer needs, or so much that execution ends somewhere on the way. */
const gas = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(400_000, 1_000_000) },
  { weight: 1, arbitrary: fc.constant(60_000) },
  { weight: 2, arbitrary: fc.integer({ min: 21_000, max: 130_000 }) },
);

export function programTransaction<InitCode extends string>(
  contracts: number,
  creation: fc.Arbitrary<Creation<InitCode>>,
): fc.Arbitrary<ProgramTransaction<InitCode>> {
  return fc.record({
    sender: fc.nat(SENDERS - 1),
    target: fc.oneof(
      { weight: 5, arbitrary: fc.nat(contracts - 1) },
      { weight: 2, arbitrary: place },
      { weight: 1, arbitrary: creation },
    ),
    value: fc.nat(2),
    gasPrice: fc.constantFrom(BASE_FEE, BASE_FEE, 8, 20),
    gas,
    form,
    data: fc.array(fc.nat(255), { maxLength: 40 }),
  });
}

/** What `ProgramTransaction` does not say: where it goes and what comes with it. */
export interface Destination {
  readonly to: Address | undefined;
  readonly data: Uint8Array;
}

/** The signed transaction. */
export function signed(
  { sender, value, gasPrice, gas, form }: ProgramTransaction<string>,
  { to, data }: Destination,
  nonce: bigint,
  common: Common,
): SendableTransaction {
  const fields = { nonce, gasLimit: gas, value, data, to, chainId: common.chainId() };
  const fees = { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice - BASE_FEE };
  const make = (): TypedTransaction => {
    if (form.type === "access list" && common.isActivatedEIP(2930)) {
      return createAccessList2930Tx({ ...fields, gasPrice, accessList: listed(form.accessList) }, { common });
    }
    if (form.type === "fee market" && common.isActivatedEIP(1559)) {
      return createFeeMarket1559Tx({ ...fields, ...fees, accessList: listed(form.accessList) }, { common });
    }
    if (form.type === "blob" && to !== undefined && common.isActivatedEIP(4844)) {
      const { blobs, maxFeePerBlobGas } = form;
      return createBlob4844Tx(
        { ...fields, ...fees, to, maxFeePerBlobGas, blobVersionedHashes: versionedHashes(blobs) },
        { common },
      );
    }
    if (form.type === "delegation" && to !== undefined && common.isActivatedEIP(7702)) {
      const authorizationList = form.authorizations.map((each) => authorization(each, common.chainId()));
      return createEOACode7702Tx({ ...fields, ...fees, to, authorizationList }, { common });
    }
    return createLegacyTx({ ...fields, gasPrice }, { common });
  };
  const tx = make().sign(KEYS[sender] as Uint8Array);
  return { tx, sender: senders[sender] as Address, impersonated: false };
}

function listed(slots: readonly ListedSlots[]) {
  return slots.map(({ place, slots }) => ({
    address: (places[place] as Address).toString(),
    storageKeys: slots.map((slot): PrefixedHexString => `0x${slot.toString(16).padStart(64, "0")}`),
  }));
}

function versionedHashes(count: number): PrefixedHexString[] {
  return Array.from({ length: count }, (_, index): PrefixedHexString => `0x01${`0${index}`.repeat(31)}`);
}

function authorization({ authority, place, nonce, chain }: Delegation, chainId: bigint) {
  const id = { this: chainId, any: 0n, another: chainId + 1n }[chain];
  const address = place === "nothing" ? `0x${"00".repeat(20)}` : (places[place] as Address).toString();
  const item = eoaCode7702SignAuthorization(
    { chainId: bigIntToHex(id), address: address as PrefixedHexString, nonce: bigIntToHex(BigInt(nonce)) },
    KEYS[authority] as Uint8Array,
  );
  return eoaCode7702AuthorizationListBytesItemToJSON(item);
}
