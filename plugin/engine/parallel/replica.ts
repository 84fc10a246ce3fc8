import type { Changes } from "../state/change-feed.ts";
import { FlatState } from "../state/flat-state.ts";
import type { BaseState } from "./multi-version-memory.ts";

/** A copy of the committed state on another thread, as it was when the block began. */
export class Replica extends FlatState implements BaseState {
  /** Catches up with the state whose feed the changes come from. Changes must arrive in the order of the feed. */
  apply(changes: Changes): void {
    for (const [address, account] of changes.accounts) this.putAccount(address, account);
    for (const [address, values] of changes.slots) {
      for (const [slot, value] of values) this.putSlot(address, slot, value);
    }
    for (const [hash, code] of changes.codes) this.putCode(hash, code);
  }
}
