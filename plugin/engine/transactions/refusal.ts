import type { InvalidTransaction } from "../execution.ts";

/** What `runTx` of `@ethereumjs/vm` has against a transaction that it refuses to execute. @param message of its error */
export function refusal(message: string): InvalidTransaction {
  return { kind: "invalid", reason: reasonOf(message), message: withoutContext(message) };
}

function reasonOf(message: string): InvalidTransaction["reason"] {
  if (message.includes("correct nonce")) return "nonce";
  if (message.includes("enough funds")) return "funds";
  return "invalid";
}

/** `runTx` appends which vm, block and transaction it was: `(vm hf=.. -> block .. -> tx ..)`. */
function withoutContext(message: string): string {
  const context = message.indexOf(" (vm hf=");
  return context < 0 ? message : message.slice(0, context);
}
