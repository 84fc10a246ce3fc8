import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Chalk } from "chalk";
import type { FunctionRow, RunRecord } from "../../plugin/record/types.ts";
import { matrixOf } from "../../plugin/report/matrix.ts";
import { renderMatrixJson } from "../../plugin/report/matrix-json.ts";
import { renderMatrix } from "../../plugin/report/matrix-table.ts";
import { assertGolden } from "../helpers/golden.ts";
import { READ, READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import { hostileNames } from "./records.ts";

const VAULT = "contracts/Vault.sol";

/** Functions are those of the contract before the dot. */
function withContracts(record: RunRecord): RunRecord {
  const functions = record.functions.map((row): FunctionRow => ({ ...row, contract: row.name.split(".")[0] ?? "" }));
  return { ...record, functions };
}

function vault(): RunRecord {
  const suite = new RecordBuilder()
    .key("total", "Vault.totalAssets", { file: VAULT, line: 12 })
    .key("shares", "Vault.shares[*]", { file: VAULT, line: 13 })
    .key("balances", "Token.balances[*]", { file: "contracts/Token.sol", line: 9 })
    .key("supply", "Token.totalSupply", { file: "contracts/Token.sol", line: 8 });
  suite.test("works").send("Vault.constructor", { total: READ_WRITE }, { origins: { total: "s" } });
  const origins = { total: "f", shares: "f,s", balances: "f,s", supply: "f" };
  for (let sent = 0; sent < 3; sent++) {
    suite.send("Vault.deposit", { total: READ_WRITE, shares: READ_WRITE, balances: READ_WRITE }, { origins });
  }
  suite.send("Vault.transfer", { shares: READ_WRITE }, { origins: { shares: "f,a0" } });
  suite.send("Vault.preview", { total: READ }, { origins });
  suite.send("Vault.mintToken", { supply: READ_WRITE }, { origins });
  suite.send("Token.mint", { supply: READ_WRITE, balances: READ_WRITE }, { origins: { ...origins, balances: "f,a0" } });
  return withContracts(suite.build());
}

/** As many functions as a large contract has: each with a variable of its own, some of them shared. */
function many(count: number): RunRecord {
  const suite = new RecordBuilder().key("total", "Exchange.volume").test("works");
  for (let n = 0; n < count; n++) suite.key(`own${n}`, `Exchange.setting${n}[*]`);
  for (let n = 0; n < count; n++) {
    const origins = { total: "f", [`own${n}`]: "f,a0" };
    const accesses = { [`own${n}`]: READ_WRITE, ...(n % 3 === 0 && { total: READ_WRITE }) };
    suite.send(`Exchange.function${String(n).padStart(2, "0")}OfTheExchange`, accesses, { origins });
  }
  return withContracts(suite.build());
}

const ABI: Readonly<Record<string, readonly string[]>> = {
  Vault: ["deposit", "transfer", "preview", "withdraw", "pause"],
  Ghost: ["haunt"],
};
const functionsOf = (contract: string) => ABI[contract] ?? [];

const ESCAPE = String.fromCharCode(0x1b);
const plain = { chalk: new Chalk({ level: 0 }) };

describe("The matrix of a contract", () => {
  it("has the functions that were called, those that nothing called, and no constructor", () => {
    const { contracts } = matrixOf(vault(), "Vault", functionsOf);
    assert.deepEqual(
      contracts.map(({ contract, functions, unobserved }) => [
        contract,
        functions.map(({ name, calls }) => `${name} ${calls}`),
        unobserved,
      ]),
      [["Vault", ["deposit 3", "mintToken 1", "preview 1", "transfer 1"], ["pause", "withdraw"]]],
    );
  });

  it("is one for each contract that was called, unless one is named", () => {
    const { contracts } = matrixOf(vault(), undefined, functionsOf);
    assert.deepEqual(
      contracts.map(({ contract }) => contract),
      ["Token", "Vault"],
    );
  });

  it("names what always conflicts with functions of other contracts", () => {
    for (const wanted of [undefined, "Vault", "Token"]) {
      const { across } = matrixOf(vault(), wanted, functionsOf);
      assert.deepEqual(
        across.map(({ functions, causes }) => [functions, causes.map(({ variable }) => variable.name)]),
        [[["Token.mint", "Vault.mintToken"], ["Token.totalSupply"]]],
      );
    }
  });

  it("is empty for a contract that nothing called, and refused for a name that nothing has", () => {
    const { contracts } = matrixOf(vault(), "Ghost", functionsOf);
    assert.deepEqual(contracts, [{ contract: "Ghost", functions: [], unobserved: ["haunt"], pairs: [] }]);
    assert.throws(
      () => matrixOf(vault(), "Valut", functionsOf, ["Ghost"]),
      /^UnknownNameError: No contract "Valut" in the record\. Did you mean "Vault"\?$/,
    );
  });

  for (const [name, make] of Object.entries({ vault, twenty: () => many(20), sixty: () => many(60) })) {
    it(`is printed as agreed for ${name}, within 80 columns`, () => {
      const text = renderMatrix(matrixOf(make(), undefined, functionsOf), { columns: 80, ...plain });
      for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
      assertGolden(import.meta.url, `matrix-${name}`, text);
    });
  }

  it("is quoted in the documentation as it is", async () => {
    const page = await readFile(new URL("../../docs/reports.md", import.meta.url), "utf8");
    const quoted = /^```text\n(Which functions .*?)^```$/ms.exec(page)?.[1] ?? "";
    assert.ok(quoted.length > 200);
    const printed = renderMatrix(matrixOf(vault(), "Vault", functionsOf), { columns: 80, ...plain });
    for (const line of quoted.trimEnd().split("\n")) assert.ok(printed.split("\n").includes(line), line);
  });

  it("is printed whole in a wider terminal, and with colours where there are some", () => {
    const matrix = matrixOf(many(60), undefined, functionsOf);
    const wide = renderMatrix(matrix, { columns: 200, ...plain });
    assert.equal(wide.split("\n").filter((line) => line.includes("calls a")).length, 1);
    const coloured = renderMatrix(matrix, { columns: 80, chalk: new Chalk({ level: 1 }) });
    assert.match(coloured, new RegExp(`${ESCAPE}\\[31m#`));
  });

  it("lets no control character of a name through", () => {
    const record = withContracts(hostileNames());
    const text = renderMatrix(
      matrixOf(record, undefined, () => ["\u001b[2J"]),
      { columns: 80, ...plain },
    );
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it("says a line when nothing was called", () => {
    const text = renderMatrix(matrixOf(new RecordBuilder().build(), undefined, functionsOf), { columns: 80, ...plain });
    assert.match(text, /No transaction called a function of a contract whose source is known\./);
  });

  it("says the same as JSON", () => {
    const value = JSON.parse(renderMatrixJson(matrixOf(vault(), "Vault", functionsOf)));
    assert.equal(value.format, "hardhat-parallel-matrix");
    const [contract] = value.contracts;
    assert.deepEqual(contract.unobserved, ["pause", "withdraw"]);
    const pair = contract.pairs.find(
      ({ functions }: { functions: string[] }) => functions.join() === "deposit,transfer",
    );
    assert.deepEqual(pair, {
      functions: ["deposit", "transfer"],
      relation: "same-key",
      variables: [
        { name: "Vault.shares[*]", source: { file: VAULT, line: 13 }, relation: "same-key", sameSender: false },
      ],
    });
  });
});
