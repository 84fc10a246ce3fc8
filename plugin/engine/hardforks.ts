import { paramsBlock } from "@ethereumjs/block";
import {
  type ChainConfig,
  Common,
  type CommonOpts,
  type CustomCrypto,
  Hardfork,
  Mainnet,
  type ParamsDict,
} from "@ethereumjs/common";
import { paramsEVM } from "@ethereumjs/evm";
import { paramsTx } from "@ethereumjs/tx";
import { paramsVM } from "@ethereumjs/vm";
import { keccak256 } from "./crypto/keccak.ts";
import { lazyKzg } from "./crypto/kzg.ts";
import { secp256k1 } from "./crypto/secp256k1.ts";
import { ecrecoverWith, ecsignWith } from "./crypto/signatures.ts";
import { UnknownHardforkError } from "./errors.ts";
import { ALL_LEVERS, type Levers } from "./levers.ts";
import { decodeQuickly } from "./transactions/fee-market.ts";

/** Hardforks that the engine executes, oldest first, by their names in `@ethereumjs/common`. */
export const HARDFORKS = [
  Hardfork.Chainstart,
  Hardfork.Homestead,
  Hardfork.Dao,
  Hardfork.TangerineWhistle,
  Hardfork.SpuriousDragon,
  Hardfork.Byzantium,
  Hardfork.Constantinople,
  Hardfork.Petersburg,
  Hardfork.Istanbul,
  Hardfork.MuirGlacier,
  Hardfork.Berlin,
  Hardfork.London,
  Hardfork.ArrowGlacier,
  Hardfork.GrayGlacier,
  Hardfork.Paris,
  Hardfork.Shanghai,
  Hardfork.Cancun,
  Hardfork.Prague,
  Hardfork.Osaka,
  // These change how many blobs a block has and what they cost (EIP-7892); Hardhat's networks do not have them, blocks do.
  Hardfork.Bpo1,
  Hardfork.Bpo2,
] as const;

/** What Hardhat and the clients call hardforks that `@ethereumjs/common` calls otherwise. */
const ALIASES: ReadonlyMap<string, Hardfork> = new Map([
  ["frontier", Hardfork.Chainstart],
  ["merge", Hardfork.Paris],
]);

/**
 * The name in `@ethereumjs/common` of a hardfork, given as Hardhat's `hardfork` setting or by that name.
 *
 * @throws UnknownHardforkError
 */
export function resolveHardfork(name: string): Hardfork {
  const hardfork = ALIASES.get(name) ?? HARDFORKS.find((known) => known === name);
  if (hardfork === undefined) throw new UnknownHardforkError(name, [...HARDFORKS, ...ALIASES.keys()]);
  return hardfork;
}

export interface CommonOptions {
  readonly chainId: bigint;
  readonly hardfork: string;
  /** EIP-7825 cap: undefined keeps the hardfork's own, false lifts it. */
  readonly transactionGasCap?: bigint | false;
  /** Those that concern the rules: `common`, `keccak`, `ecrecover`, `decoding`. All are used unless turned off. */
  readonly levers?: Levers;
}

/**
 * The chain rules for an engine: immutable after creation, so that the look-ups which the EVM does for every opcode
 * are memoised and copies are not needed.
 *
 * @throws UnknownHardforkError
 */
export function createEngineCommon(options: CommonOptions): Common {
  const { levers = ALL_LEVERS } = options;
  const commonOptions = { ...optionsOf(options), customCrypto: customCrypto(levers) };
  const common = withParams(levers.common ? new EngineCommon(commonOptions) : new CappedCommon(commonOptions), options);
  // Others keep a copy of their own with every transaction.
  if (levers.common && levers.decoding) decodeQuickly(common);
  return common;
}

function customCrypto(levers: Levers): CustomCrypto {
  return {
    kzg: lazyKzg,
    ...(levers.keccak ? { keccak256 } : {}),
    ...(levers.ecrecover ? { ecrecover: ecrecoverWith(secp256k1()), ecsign: ecsignWith(secp256k1()) } : {}),
  };
}

/**
 * The same rules as an ordinary `Common`, for re-executing blocks with nothing of ours in the way.
 *
 * @throws UnknownHardforkError
 */
export function createPlainCommon(options: CommonOptions): Common {
  return withParams(new CappedCommon({ ...optionsOf(options), customCrypto: { keccak256, kzg: lazyKzg } }), options);
}

function optionsOf({ chainId, hardfork }: CommonOptions): CommonOpts {
  return { chain: chainConfig(chainId), hardfork: resolveHardfork(hardfork) };
}

function chainConfig(chainId: bigint): ChainConfig {
  if (chainId === 1n) return Mainnet;
  // Mainnet's block numbers have rules of their own (extra data of the DAO fork, first base fee) that bind nobody else.
  const hardforks = Mainnet.hardforks.map(({ name }) => ({ name, block: 0 }));
  return { ...Mainnet, name: `chain ${chainId}`, chainId: chainId.toString(), hardforks };
}

function withParams(common: Common, { transactionGasCap }: CommonOptions): Common {
  for (const params of [paramsTx, paramsBlock, paramsEVM, paramsVM]) common.updateParams(params);
  if (transactionGasCap !== undefined) {
    const cap = transactionGasCap === false ? UNLIMITED_GAS : transactionGasCap;
    common.updateParams({ 7825: { [GAS_CAP]: cap.toString() } });
  }
  return common;
}

const GAS_CAP = "maxTransactionGasLimit";
const UNLIMITED_GAS = 2n ** 64n - 1n;

/** Every transaction that is created merges the parameters of its package again, and with them the fork's own cap. */
class CappedCommon extends Common {
  override updateParams(params: ParamsDict): void {
    const cap = this._params["7825"]?.[GAS_CAP];
    super.updateParams(params);
    if (cap !== undefined && params === paramsTx) super.updateParams({ 7825: { [GAS_CAP]: cap } });
  }
}

/**
 * The lever `common`: `Common` goes through its list of hardforks and builds numbers on every call, and every
 * transaction and header merges the parameters of its package again, which rebuilds the caches. Here each question is
 * answered once. Worth 1.1 to 1.3 times, 4.5 % of a transfer for the merging alone.
 */
class EngineCommon extends Common {
  // Not initialised here: the base constructor already calls the methods below, before fields would exist.
  declare private activated: Map<number, boolean> | undefined;
  declare private reached: Map<string, boolean> | undefined;
  declare private values: Map<string, bigint> | undefined;
  declare private merged: Set<ParamsDict> | undefined;
  declare private consensus: string | undefined;

  override isActivatedEIP(eip: number): boolean {
    this.activated ??= new Map();
    let answer = this.activated.get(eip);
    if (answer === undefined) {
      answer = super.isActivatedEIP(eip);
      this.activated.set(eip, answer);
    }
    return answer;
  }

  override gteHardfork(hardfork: string): boolean {
    this.reached ??= new Map();
    let answer = this.reached.get(hardfork);
    if (answer === undefined) {
      answer = super.gteHardfork(hardfork);
      this.reached.set(hardfork, answer);
    }
    return answer;
  }

  override consensusType(): string {
    this.consensus ??= super.consensusType();
    return this.consensus;
  }

  override param(name: string): bigint {
    this.values ??= new Map();
    let value = this.values.get(name);
    if (value === undefined) {
      value = super.param(name);
      this.values.set(name, value);
    }
    return value;
  }

  // Every header and transaction that is created merges the same dictionaries again.
  override updateParams(params: ParamsDict): void {
    this.merged ??= new Set();
    if (this.merged.has(params)) return;
    this.merged.add(params);
    super.updateParams(params);
  }

  // Nothing changes after creation, so a copy would only lose what is memoised.
  override copy(): Common {
    return this;
  }

  protected override _buildParamsCache(): void {
    this.values = undefined;
    super._buildParamsCache();
  }

  protected override _buildActivatedEIPsCache(): void {
    this.activated = undefined;
    this.reached = undefined;
    this.consensus = undefined;
    super._buildActivatedEIPsCache();
  }
}
