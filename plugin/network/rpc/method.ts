import type * as z from "zod";
import { malformedRequest, type RpcError, RpcErrorCode } from "../errors.ts";
import { firstMessage, UNKNOWN_TAG } from "./block-spec.ts";
import { describe, isInputFault } from "./codecs.ts";
import type { RpcContext } from "./context.ts";

/** How the parameters of a method are read. */
export interface ParameterReader<Parameters extends readonly unknown[]> {
  /** @throws MalformedParameters */
  read(params: readonly unknown[]): Parameters;
}

/** A fault of the parameters, in words. */
export class MalformedParameters extends Error {}

/** A method of the network. */
export interface Method {
  /** @param tag came with the request */
  call(context: RpcContext, params: readonly unknown[], tag: unknown): Promise<unknown>;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, Method>>;

/** Joins a reader of parameters with what is done with them. */
export function method<Parameters extends readonly unknown[]>(
  reader: ParameterReader<Parameters>,
  handle: (context: RpcContext, parameters: Parameters, tag: unknown) => unknown,
): Method {
  return {
    call: async (context, params, tag) => await handle(context, reader.read(params), tag),
  };
}

/**
 * Calls a method by name.
 *
 * @throws RpcError
 */
export async function callMethod(
  methods: MethodTable,
  context: RpcContext,
  request: { id: number; method: string; params: readonly unknown[] },
  tag: unknown,
): Promise<unknown> {
  const called = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (called === undefined) throw unsupported(request);
  try {
    return await called.call(context, request.params, tag);
  } catch (error) {
    if (!(error instanceof MalformedParameters)) throw error;
    if (error.message.startsWith(UNKNOWN_TAG)) throw unsupported(request);
    const code = isInputFault(error.message) ? RpcErrorCode.INVALID_INPUT : RpcErrorCode.INVALID_PARAMS;
    throw malformedRequest(error.message, request, code);
  }
}

function unsupported(request: { id: number; method: string; params: readonly unknown[] }): RpcError {
  return malformedRequest(`Method ${request.method} is not supported`, request, RpcErrorCode.UNSUPPORTED_METHOD);
}

type Schemas = readonly z.ZodType[];
type ValuesOf<List extends Schemas> = { [Index in keyof List]: z.output<List[Index]> };
type OptionalsOf<List extends Schemas> = { [Index in keyof List]: z.output<List[Index]> | undefined };

/** No parameters. */
export const nothing: ParameterReader<[]> = {
  read(params) {
    const surplus = params.find((param) => param !== null);
    if (surplus !== undefined) throw new MalformedParameters(`invalid type: ${describe(surplus)}, expected unit`);
    if (params.length > 0) throw wrongCount(0, params.length);
    return [];
  },
};

/** Exactly one parameter. */
export function one<Schema extends z.ZodType>(schema: Schema): ParameterReader<[z.output<Schema>]> {
  return {
    read(params) {
      const values = params.map((param) => readParameter(schema, param));
      if (params.length !== 1) throw wrongCount(1, params.length);
      return [values[0] as z.output<Schema>];
    },
  };
}

/** One parameter or none; further ones are ignored. */
export function atMostOne<Schema extends z.ZodType>(schema: Schema): ParameterReader<[z.output<Schema> | undefined]> {
  return {
    read(params) {
      const values = params.map((param) => readParameter(schema, param));
      return [values[0] as z.output<Schema> | undefined];
    },
  };
}

/**
 * Several parameters.
 *
 * @param name by which Hardhat's network calls the method in its error messages
 * @param required must be there
 * @param optional may be absent or null
 */
export function several<const Required extends Schemas, const Optional extends Schemas = readonly []>(
  name: string,
  required: Required,
  optional?: Optional,
): ParameterReader<[...ValuesOf<Required>, ...OptionalsOf<Optional>]> {
  const count = required.length + (optional?.length ?? 0);
  return {
    read(params) {
      const values: unknown[] = required.map((schema, index) => {
        if (index >= params.length) {
          throw new MalformedParameters(
            `invalid length ${params.length}, expected tuple variant MethodInvocation::${name} with ${count} elements`,
          );
        }
        return readParameter(schema, params[index]);
      });
      for (const [index, schema] of (optional ?? []).entries()) {
        const param = params[required.length + index];
        values.push(param === null || param === undefined ? undefined : readParameter(schema, param));
      }
      if (params.length > count) throw new MalformedParameters("trailing characters");
      return values as [...ValuesOf<Required>, ...OptionalsOf<Optional>];
    },
  };
}

function readParameter<Schema extends z.ZodType>(schema: Schema, param: unknown): z.output<Schema> {
  const result = schema.safeParse(param);
  if (!result.success) throw new MalformedParameters(firstMessage(result.error));
  return result.data;
}

function wrongCount(expected: number, actual: number): MalformedParameters {
  return new MalformedParameters(`expected params sequence with length ${expected} but got ${actual}`);
}
