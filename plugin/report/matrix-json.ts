import { MATRIX_FORMAT, MATRIX_VERSION, type MatrixJson } from "./answer-schemas.ts";
import type { MatrixFindings, NamedPair } from "./matrix.ts";

/** The matrix for other programs: `docs/matrix.schema.json` describes every field. */
export function renderMatrixJson({ contracts, across }: MatrixFindings): string {
  const value: MatrixJson = {
    format: MATRIX_FORMAT,
    version: MATRIX_VERSION,
    contracts: contracts.map(({ contract, functions, unobserved, pairs }) => ({
      contract,
      functions: [...functions],
      unobserved: [...unobserved],
      pairs: pairs.map(pairJson),
    })),
    across: across.map(pairJson),
  };
  return JSON.stringify(value, undefined, 2);
}

function pairJson({ functions: [first, second], relation, causes }: NamedPair): MatrixJson["across"][number] {
  return {
    functions: [first, second],
    relation,
    variables: causes.map(({ variable: { name, source }, relation: how, sameSender }) => ({
      name,
      ...(source !== undefined && { source }),
      relation: how,
      sameSender,
    })),
  };
}
