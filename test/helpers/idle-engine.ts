import { AgreeingEngines, eagerEngine } from "./random-blocks.ts";

/** A program that has executed a block in parallel and then has nothing to do, but closes nothing: it must end. */
const chain = await AgreeingEngines.create([await eagerEngine({ workers: 3 })]);
const action = { sender: 0, kind: 0, place: 0, number: 1, value: 0, tip: 0, legacy: true } as const;
const rest = { nonceOffset: 0, gas: "plenty", impersonated: false } as const;
const actions = [0, 1, 2, 3].map((sender) => ({ ...action, ...rest, sender }));
const [result] = await chain.executePlan({ actions, coinbase: 0, gasLimit: 100_000_000n });
console.log(result?.record.execution.mode);
