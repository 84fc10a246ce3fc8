import type { Engine } from "../../engine/engine.ts";
import { ForkedWorldState } from "../../engine/state/forked-state.ts";
import type { RemoteState } from "../../engine/state/missing-state.ts";
import type { GenesisAccount } from "../chain/genesis.ts";
import { type ForkRules, forkRules } from "../chain/rules.ts";
import type { ForkingConfig } from "./config.ts";
import { Fork } from "./fork.ts";
import { writeForkState } from "./genesis.ts";
import { type ForkOrigin, findOrigin } from "./origin.ts";
import { UpstreamState } from "./upstream-state.ts";

/** A fork whose engine is yet to be made: the engine needs its state, and it needs the engine's rules. */
export class BegunFork {
  readonly state: RemoteState;
  readonly #config: ForkingConfig;
  readonly #origin: ForkOrigin;

  private constructor(config: ForkingConfig, origin: ForkOrigin) {
    this.#config = config;
    this.#origin = origin;
    this.state = new UpstreamState(origin.upstream, BigInt(origin.block.number));
  }

  /** @throws RpcError when the upstream cannot be asked, or has no such block */
  static async from(config: ForkingConfig): Promise<BegunFork> {
    return new BegunFork(config, await findOrigin(config));
  }

  /**
   * Writes the first state of the fork into the engine's.
   *
   * @param engine was made with `state`
   * @throws RpcError when the upstream cannot be asked, or the block is too old to be forked from
   */
  async complete(engine: Engine, rules: ForkRules, accounts: readonly GenesisAccount[]): Promise<Fork> {
    const fork = new Fork(this.#origin, this.#config, engine.common);
    const hardfork = fork.hardforkAt(fork.head);
    if (!(engine.state instanceof ForkedWorldState))
      throw new Error("The engine was made without the state of the fork");
    await writeForkState(engine.state, accounts, rules, hardfork === undefined ? undefined : forkRules(hardfork));
    return fork;
  }
}
