import { hexToBytes } from "@ethereumjs/util";
import * as z from "zod";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { invalidInput } from "../errors.ts";
import type { Accounts } from "../pool/accounts.ts";
import type { TypedData } from "../pool/typed-data.ts";
import { accountAddress, bytes } from "./codecs.ts";
import { toQuantity } from "./format.ts";
import { type MethodTable, method, nothing, several } from "./method.ts";

const INVALID_TYPED_DATA = "The message parameter is an invalid JSON.";

/** An identifier, or an array of one. */
const typeName = z.string().regex(/^[A-Za-z_$][\w$]*(\[\d*\])*$/);

const typedDataObject = z.object({
  domain: z.record(z.string(), z.unknown()),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: typeName }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.unknown()),
});

/** An EIP-712 message, as an object or as JSON text. */
const typedData = z.unknown().transform((value, context): TypedData => {
  const result = typedDataObject.safeParse(typeof value === "string" ? parseJson(value) : value);
  if (result.success) return result.data;
  context.addIssue({ code: "custom", message: INVALID_TYPED_DATA });
  return z.NEVER;
});

/** The accounts whose keys the network holds, and what they sign. */
export const accountMethods: MethodTable = {
  eth_accounts: method(nothing, ({ node }) => node.accounts.addresses),

  eth_coinbase: method(nothing, ({ node }) => bytesToHexString(node.chain.coinbase.bytes)),

  eth_chainId: method(nothing, ({ node }) => toQuantity(node.config.chainId)),

  eth_syncing: method(nothing, () => false),

  eth_sign: method(several("EthSign", [accountAddress, bytes]), ({ node }, [address, message]) =>
    node.accounts.sign(address, hexToBytes(message)),
  ),

  personal_sign: method(several("PersonalSign", [bytes, accountAddress]), ({ node }, [message, address]) =>
    node.accounts.sign(address, hexToBytes(message)),
  ),

  eth_signTypedData_v4: method(several("SignTypedDataV4", [accountAddress, typedData]), ({ node }, [address, data]) =>
    signTypedData(node.accounts, address, data),
  ),
};

async function signTypedData(
  accounts: Accounts,
  address: z.output<typeof accountAddress>,
  data: TypedData,
): Promise<string> {
  accounts.privateKey(address);
  try {
    return await accounts.signTypedData(address, data);
  } catch (error) {
    // A message that does not fit its own types.
    throw invalidInput(error instanceof Error ? error.message : String(error));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
