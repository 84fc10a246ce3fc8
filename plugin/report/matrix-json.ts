import type { MatrixFindings, NamedPair } from "./matrix.ts";

export const MATRIX_FORMAT = "hardhat-parallel-matrix";
export const MATRIX_VERSION = 1;

/** The matrix for other programs: `docs/reports.md` describes the fields. */
export function renderMatrixJson({ contracts, across }: MatrixFindings): string {
  const value = {
    format: MATRIX_FORMAT,
    version: MATRIX_VERSION,
    contracts: contracts.map((contract) => ({ ...contract, pairs: contract.pairs.map(pairJson) })),
    across: across.map(pairJson),
  };
  return JSON.stringify(value, undefined, 2);
}

function pairJson({ functions, relation, causes }: NamedPair) {
  return {
    functions,
    relation,
    variables: causes.map(({ variable: { name, source }, relation: how, sameSender }) => ({
      name,
      ...(source !== undefined && { source }),
      relation: how,
      sameSender,
    })),
  };
}
