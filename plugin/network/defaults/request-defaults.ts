import type { GasConfig } from "hardhat/types/config";
import { RpcError, RpcErrorCode } from "../errors.ts";
import { GasLimitDefaults, type GasLimits } from "./gas-limit.ts";
import { GasPriceDefaults } from "./gas-price.ts";
import type { RpcRequester, TransactionParams } from "./requester.ts";

/** The part of a resolved network config that says what requests may leave out. */
export interface RequestDefaultsConfig {
  readonly from?: string;
  readonly gas: GasConfig;
  readonly gasMultiplier: number;
  readonly gasPrice: GasConfig;
}

/**
 * Completes requests as Hardhat's own request handlers do, which sit between the plugins and the network and are
 * therefore passed over when a plugin answers: gas price first, then gas, then the sender.
 */
export class RequestDefaults {
  readonly #gasPrice: GasPriceDefaults;
  readonly #gasLimit: GasLimitDefaults;
  readonly #request: RpcRequester;
  #sender: Promise<string | undefined> | undefined;

  /** @param request asks the network itself */
  constructor(config: RequestDefaultsConfig, limits: GasLimits, request: RpcRequester) {
    this.#request = request;
    this.#gasPrice = new GasPriceDefaults(config.gasPrice, request);
    // An estimation is a request like any other: without a sender, it gets the same one as the transaction.
    this.#gasLimit = new GasLimitDefaults(config.gas, config.gasMultiplier, limits, async (method, params) =>
      request(method, method === "eth_estimateGas" ? await this.apply(method, params) : params),
    );
    if (config.from !== undefined) this.#sender = Promise.resolve(config.from);
  }

  /** True when `apply` may change the parameters of the method. */
  covers(method: string): boolean {
    return method === "eth_sendTransaction" || method === "eth_call" || method === "eth_estimateGas";
  }

  /** Returns complete parameters; those given are left alone, as the caller still owns them. */
  async apply(method: string, params: readonly unknown[]): Promise<readonly unknown[]> {
    const [first, ...rest] = params;
    if (typeof first !== "object" || first === null) return params;
    let tx = first as TransactionParams;
    if (method === "eth_sendTransaction") {
      tx = await this.#gasPrice.apply(tx);
      tx = await this.#gasLimit.apply(tx, rest);
    }
    if (tx.from === undefined) {
      const from = await this.#firstAccount();
      if (from !== undefined) {
        tx = { ...tx, from };
      } else if (method === "eth_sendTransaction") {
        throw new RpcError(
          RpcErrorCode.INVALID_INPUT,
          "No account is available to send the transaction from: the network has no accounts. Add `accounts` to its config, or give the transaction a `from`.",
        );
      }
    }
    return tx === first ? params : [tx, ...rest];
  }

  #firstAccount(): Promise<string | undefined> {
    this.#sender ??= this.#request("eth_accounts", []).then((accounts) => (accounts as string[])[0]);
    return this.#sender;
  }
}
