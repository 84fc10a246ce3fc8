import { Hardfork } from "@ethereumjs/common";
import { Address, hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { hexToKey, wordToSlotKey } from "../../engine/state/keys.ts";
import { EMPTY_ACCOUNT } from "../../engine/state/world-state.ts";
import { invalidInput, invalidParams, RpcError, RpcErrorCode } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import {
  accountAddress,
  accountNonce,
  address,
  boolean,
  hash,
  prefixedBytes,
  quantity,
  storageKey,
  storageValue,
  u64,
  u128,
} from "./codecs.ts";
import { type MethodTable, method, nothing, one, several } from "./method.ts";

/** Hardhat's own methods: changing the state and the next block by hand. */
export const hardhatMethods: MethodTable = {
  hardhat_getAutomine: method(nothing, ({ node }) => node.automine),

  hardhat_metadata: method(nothing, ({ node, clientVersion, instanceId }) => ({
    clientVersion,
    chainId: Number(node.config.chainId),
    instanceId,
    latestBlockNumber: Number(node.chain.blocks.lastNumber),
    latestBlockHash: node.chain.head.hash,
  })),

  hardhat_mine: method(several("Mine", [], [u64, u64]), async ({ node, log }, [count = 1n, interval = 1n]) => {
    await log.mined(await node.miner.mineMany(count, interval));
    return true;
  }),

  hardhat_dropTransaction: method(one(hash), ({ node }, [transactionHash]) => {
    if (node.pool.remove(transactionHash)) return true;
    if (node.chain.blocks.transaction(transactionHash) === undefined) return false;
    throw invalidParams(`Transaction ${transactionHash} cannot be dropped because it's already mined`);
  }),

  hardhat_impersonateAccount: method(one(accountAddress), ({ node }, [account]) => {
    node.accounts.impersonate(account);
    return true;
  }),

  hardhat_stopImpersonatingAccount: method(one(accountAddress), ({ node }, [account]) =>
    node.accounts.stopImpersonating(account),
  ),

  hardhat_setBalance: method(several("SetBalance", [accountAddress, quantity]), ({ node }, [account, balance]) => {
    node.chain.state.setBalance(hexToKey(account), balance);
    return accountChanged(node, account);
  }),

  hardhat_setNonce: method(several("SetNonce", [accountAddress, accountNonce]), ({ node }, [account, nonce]) => {
    if (!node.pool.isEmpty) {
      throw new RpcError(RpcErrorCode.INTERNAL, "Cannot set account nonce when the transaction pool is not empty");
    }
    const previous = node.chain.state.account(hexToKey(account))?.nonce ?? 0n;
    if (nonce < previous) {
      throw invalidInput(`New nonce (${nonce}) must not be smaller than the existing nonce (${previous})`);
    }
    node.chain.state.setNonce(hexToKey(account), nonce);
    return accountChanged(node, account);
  }),

  hardhat_setCode: method(several("SetCode", [accountAddress, prefixedBytes]), ({ node }, [account, code]) => {
    node.chain.state.setCode(hexToKey(account), hexToBytes(code));
    return accountChanged(node, account);
  }),

  hardhat_setStorageAt: method(
    several("SetStorageAt", [accountAddress, storageKey, storageValue]),
    ({ node }, [account, key, value]) => {
      node.chain.state.setStorage(hexToKey(account), wordToSlotKey(key), hexToBytes(value));
      return accountChanged(node, account);
    },
  ),

  hardhat_setCoinbase: method(one(address), ({ node }, [coinbase]) => {
    node.chain.coinbase = new Address(hexToBytes(coinbase));
    return true;
  }),

  hardhat_setLoggingEnabled: method(one(boolean), ({ log }, [enabled]) => {
    log.enabled = enabled;
    return true;
  }),

  hardhat_setMinGasPrice: method(one(u128), ({ node }, [price]) => {
    if (node.chain.rules.isAtLeast(Hardfork.London)) {
      throw invalidInput("hardhat_setMinGasPrice is not supported when EIP-1559 is active");
    }
    node.miner.setMinGasPrice(price);
    return true;
  }),

  hardhat_setNextBlockBaseFeePerGas: method(one(u128), ({ node }, [baseFee]) => {
    if (!node.chain.rules.isAtLeast(Hardfork.London)) {
      throw invalidInput("hardhat_setNextBlockBaseFeePerGas is disabled because EIP-1559 is not active");
    }
    node.chain.setNextBaseFee(baseFee);
    return true;
  }),

  hardhat_setPrevRandao: method(one(hash), ({ node: { chain } }, [prevRandao]) => {
    if (!chain.rules.isAtLeast(Hardfork.Paris)) {
      throw invalidInput(
        `hardhat_setPrevRandao is only available in post-merge hardforks, the current hardfork is ${chain.rules.messageName}`,
      );
    }
    chain.prevRandao.setNext(hexToBytes(prevRandao));
    return true;
  }),
};

/** On Hardhat's network an account that was set is there afterwards, be it empty: state roots tell. */
function accountChanged({ chain, pool }: LocalNode, account: Hex): true {
  const key = hexToKey(account);
  if (chain.state.account(key) === undefined) chain.state.setAccount(key, EMPTY_ACCOUNT);
  chain.stateChanged();
  pool.update();
  return true;
}
