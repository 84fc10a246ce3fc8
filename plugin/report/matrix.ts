import { functionMatrix, type MatrixPair, type Relation } from "../analysis/function-matrix.ts";
import type { RunRecord } from "../record/types.ts";
import { UnknownNameError } from "./names.ts";
import { compareText } from "./pairs.ts";
import { groupVariables, type Variable } from "./variables.ts";

/** The functions of a contract that a transaction can change something by, as in its ABI. */
export type FunctionsOfContract = (contract: string) => readonly string[];

export interface MatrixFindings {
  readonly contracts: readonly ContractMatrix[];
  /** Pairs of functions of two contracts, one of them at least among those above, that always conflict. */
  readonly across: readonly NamedPair[];
}

export interface ContractMatrix {
  readonly contract: string;
  /** Those that the run called, by name, with the number of calls. */
  readonly functions: readonly { readonly name: string; readonly calls: number }[];
  /** Those of the ABI that nothing called: nothing is known of them. */
  readonly unobserved: readonly string[];
  /** Every pair of `functions`. */
  readonly pairs: readonly NamedPair[];
}

/** Two functions, and on what they meet. */
export interface NamedPair {
  /** In a matrix of one contract without its name. */
  readonly functions: readonly [string, string];
  readonly relation: Relation;
  readonly causes: readonly NamedCause[];
}

export interface NamedCause {
  readonly variable: Variable;
  readonly relation: Exclude<Relation, "never">;
  readonly sameSender: boolean;
}

/**
 * Which functions can run in parallel, for one contract or all that were called.
 *
 * @param wanted Name of a contract; all of the record if absent.
 * @param known Names of contracts that may be wanted although nothing called them.
 * @throws UnknownNameError
 */
export function matrixOf(
  record: RunRecord,
  wanted: string | undefined,
  functionsOf: FunctionsOfContract,
  known: readonly string[] = [],
): MatrixFindings {
  const variables = groupVariables(record);
  const callable = record.functions.flatMap(({ name, contract }, index) =>
    contract === undefined || name === `${contract}.constructor` ? [] : [{ index, name, contract }],
  );
  const contracts = [...new Set(callable.map(({ contract }) => contract))].sort(compareText);
  if (wanted !== undefined && !contracts.includes(wanted) && functionsOf(wanted).length === 0) {
    throw new UnknownNameError("contract", wanted, [...contracts, ...known]);
  }
  const inScope = wanted === undefined ? contracts : [wanted];
  const rows = callable.sort((a, b) => compareText(a.name, b.name));
  const { functions, pairs } = functionMatrix(
    record,
    rows.map(({ index }) => index),
    variables.ofKey,
  );

  const rowAt = (index: number) => rows[index] as (typeof rows)[number];
  const named = (pair: MatrixPair, nameOf: (row: (typeof rows)[number]) => string): NamedPair => ({
    functions: [nameOf(rowAt(pair.functions[0])), nameOf(rowAt(pair.functions[1]))],
    relation: pair.relation,
    causes: pair.causes.map((cause) => ({ ...cause, variable: variables.all[cause.variable] as Variable })),
  });
  const contractsOf = (pair: MatrixPair) => pair.functions.map((index) => rowAt(index).contract);
  const across = pairs.filter((pair) => {
    const [one, other] = contractsOf(pair);
    return pair.relation === "always" && one !== other && inScope.some((name) => name === one || name === other);
  });
  return {
    contracts: inScope.map((contract) => {
      const shortName = ({ name }: { readonly name: string }) => name.slice(contract.length + 1);
      const own = functions.flatMap(({ calls }, index) =>
        rowAt(index).contract === contract ? [{ name: shortName(rowAt(index)), calls }] : [],
      );
      const observed = new Set(own.map(({ name }) => name));
      return {
        contract,
        functions: own,
        unobserved: functionsOf(contract)
          .filter((name) => !observed.has(name))
          .sort(compareText),
        pairs: pairs
          .filter((pair) => contractsOf(pair).every((name) => name === contract))
          .map((pair) => named(pair, shortName)),
      };
    }),
    across: across.map((pair) => named(pair, ({ name }) => name)),
  };
}
