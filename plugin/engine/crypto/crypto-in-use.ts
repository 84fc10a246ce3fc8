import { keccakLibrary, keccakReady } from "./keccak.ts";
import { type Secp256k1, secp256k1 } from "./secp256k1.ts";

/** Which library computes what, on this machine. */
export interface CryptoInUse {
  readonly keccak: ReturnType<typeof keccakLibrary>;
  /** "secp256k1" is native, "tiny-secp256k1" WebAssembly and "noble" JavaScript: 1 to 4 to 20 in time. */
  readonly ecrecover: Secp256k1["library"];
  readonly ecsign: Secp256k1["library"];
}

/** What really loaded, which depends on the platform and on what npm could install there. */
export async function cryptoInUse(): Promise<CryptoInUse> {
  await keccakReady;
  const { library } = secp256k1();
  return { keccak: keccakLibrary(), ecrecover: library, ecsign: library };
}
