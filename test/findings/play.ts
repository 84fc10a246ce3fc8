import type { GoldenCase } from "./golden.ts";
import type { Call, Contract } from "./stage.ts";

/** A call of one contract. */
export type Step = readonly [method: string, ...args: unknown[]];

export function steps(contract: Contract, ...all: readonly Step[]): Call[] {
  return all.map(([method, ...args]) => contract.call(method, args));
}

/** Deploys a contract and sends it the steps, each of another sender. */
export function play(name: string, args: readonly unknown[], ...all: readonly Step[]): GoldenCase["play"] {
  return async (stage) => {
    const contract = await stage.deploy(name, args);
    await stage.traffic(...steps(contract, ...all));
  };
}

/** As `play`, of steps that need the addresses of signers. */
export function playWith(name: string, all: (signer: (n: number) => string) => readonly Step[]): GoldenCase["play"] {
  return async (stage) => {
    const contract = await stage.deploy(name);
    await stage.traffic(...steps(contract, ...all((n) => stage.signers[n] as string)));
  };
}
