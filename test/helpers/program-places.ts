import { Address, bigIntToAddressBytes, createAddressFromPrivateKey } from "@ethereumjs/util";

/** Who and what random programs meet. */
const at = (number: number): Address => new Address(bigIntToAddressBytes(BigInt(number)));

export const SENDERS = 3;
export const KEYS = Array.from({ length: SENDERS }, (_, index) => new Uint8Array(32).fill(0x31 + index));
export const senders = KEYS.map((key) => createAddressFromPrivateKey(key));
export const CONTRACTS = [at(0xc0de0), at(0xc0de1), at(0xc0de2), at(0xc0de3)] as const;
/** There from the beginning although it is empty, as only old chains have it. */
export const EMPTY_IN_GENESIS = at(0xe0000);

/** Where statements point to: contracts, a sender, a precompile, the touched-and-famous one, nobody, an empty account. */
export const places: readonly Address[] = [
  ...CONTRACTS,
  senders[1] as Address,
  at(1),
  at(3),
  at(0xbeef),
  EMPTY_IN_GENESIS,
];

/** Every account that programs can meet. */
export const PLACES_OF_PROGRAMS: readonly Address[] = [...places, ...senders];
