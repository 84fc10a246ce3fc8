import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import type { NetworkConnection } from "hardhat/types/network";
import { BothEngines, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";

// biome-ignore lint/suspicious/noExplicitAny: viem types contracts by their ABI, which these tests only have at run time
type Any = any;

/** The assertions, the contracts that they are about, and an account. */
async function setUp(connection: NetworkConnection): Promise<Any> {
  const { viem } = connection as Any;
  const [wallet, other] = await viem.getWalletClients();
  const token = await viem.deployContract("Token", [1_000n]);
  const failing = await viem.deployContract("Failing", [false]);
  return { ...viem.assertions, token, failing, wallet, other, me: wallet.account.address };
}

/** A scenario with what `setUp` gives. */
function asserting(run: (parts: Any) => Promise<unknown>): Scenario {
  return async (connection) => run(await setUp(connection));
}

describe("viem's assertions, on both networks", function () {
  this.timeout(120_000);
  let engines: BothEngines;
  before(async () => {
    engines = await BothEngines.create([hardhatToolboxViem]);
  });

  scenarios(() => engines, "value", {
    "pass for balances that changed": asserting(async ({ balancesHaveChanged, wallet, token, me }) => {
      await balancesHaveChanged(wallet.sendTransaction({ to: STRANGER, value: 7n }), [
        { address: STRANGER, amount: 7n },
        { address: me, amount: -7n },
      ]);
      await balancesHaveChanged(token.write.payOut([STRANGER], { value: 9n }), [
        { address: STRANGER, amount: 9n },
        { address: token.address, amount: 0n },
      ]);
    }),
    "pass for events": asserting(async ({ emit, emitWithArgs, token, me }) => {
      await emit(token.write.transfer([STRANGER, 5n]), token, "Transfer");
      await emitWithArgs(
        token.write.transfer([STRANGER, 5n]),
        token,
        "Transfer",
        [me, undefined, 5n].map((value) => value ?? (() => true)),
      );
    }),
    "pass for reverts of every kind": asserting(async (parts) => {
      const { revert, revertWith, revertWithCustomError, revertWithCustomErrorWithArgs, failing, token, other } = parts;
      await revert(failing.write.silent());
      await revert(failing.read.panic([0n]));
      await revertWith(failing.write.reason([5n]), "too small");
      await revertWith(failing.write.reason([5n], { gas: 200_000n }), "too small");
      await revertWith(failing.read.before([1n]), "too late");
      await revertWith(failing.write.create(), "stillborn");
      await revertWithCustomError(failing.read.custom(), failing, "Custom");
      const stolen = token.write.transfer([STRANGER, 1n], { account: other.account });
      await revertWithCustomErrorWithArgs(
        stolen,
        token,
        "NotEnough",
        [other.account.address, 0n, 1n].map((value) =>
          typeof value === "string" ? (actual: string) => actual.toLowerCase() === value.toLowerCase() : value,
        ),
      );
    }),
  });

  scenarios(() => engines, "error", {
    "say which balance changed by how much": asserting(({ balancesHaveChanged, wallet }) =>
      balancesHaveChanged(wallet.sendTransaction({ to: STRANGER, value: 7n }), [{ address: STRANGER, amount: 8n }]),
    ),
    "say that an event is missing": asserting(({ emit, token, wallet }) =>
      emit(wallet.sendTransaction({ to: STRANGER, value: 1n }), token, "Transfer"),
    ),
    "say which argument differs": asserting(({ emitWithArgs, token, me }) =>
      emitWithArgs(token.write.transfer([STRANGER, 5n]), token, "Transfer", [me, STRANGER, 6n]),
    ),
    "say that nothing reverted": asserting(({ revert, failing }) => revert(failing.write.set([1n]))),
    "say what it reverted with instead": asserting(({ revertWith, failing }) =>
      revertWith(failing.write.reason([5n]), "something else"),
    ),
    "say that it was no custom error": asserting(({ revertWithCustomError, failing }) =>
      revertWithCustomError(failing.write.reason([5n]), failing, "Custom"),
    ),
    "say that it was a panic": asserting(({ revertWith, failing }) =>
      revertWith(failing.read.panic([0n]), "too small"),
    ),
    "say that it was another error": asserting(({ revertWithCustomError, failing, token, other }) =>
      revertWithCustomError(token.write.transfer([STRANGER, 1n], { account: other.account }), failing, "Custom"),
    ),
    "say that it ran out of gas": asserting(({ revertWith, failing }) =>
      revertWith(failing.write.burn({ gas: 100_000n }), "too small"),
    ),
  });
});
