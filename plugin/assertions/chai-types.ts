import type { SpeedupOptions } from "./reported.ts";

declare global {
  // As in the types of chai itself: another declaration would not reach it.
  namespace Chai {
    interface Assertion {
      /**
       * No transaction of the report needs what another one changes: all can run at once.
       * @example expect(await parallel.block(sends)).to.runInParallel();
       */
      runInParallel(): Assertion;

      /** Some transaction of the report needs what another one changes. */
      conflict(): Assertion;

      /**
       * Some transaction waits for another one on this variable: `Token.totalSupply`, `Token.balances` (any key),
       * `Token.balances[0xf39F...2266 (signer 0)]`.
       */
      conflictOn(variable: string): Assertion;

      /** A transaction of one function waits for one of the other: `mint`, `Token.mint`. */
      conflictBetween(first: string, second: string): Assertion;

      /**
       * Share of the transactions that wait for another one, or are waited for, from 0 to 1; a comparison follows.
       * @example expect(report).to.haveConflictRate.below(0.1);
       */
      haveConflictRate: Assertion;

      /**
       * How much faster several threads are than one; a comparison follows.
       * @example expect(report).to.haveSpeedup({ threads: 8, model: "block-stm" }).of.at.least(4);
       */
      haveSpeedup(options: SpeedupOptions): Assertion;

      /** Gas of the heaviest chain of transactions that wait for each other; a comparison follows. */
      haveCriticalPathGas: Assertion;

      /** Executions that the engine threw away in this run; a comparison follows. They differ from run to run. */
      haveAborts: Assertion;
    }
  }
}
