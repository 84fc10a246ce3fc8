/**
 * Makes something when it is first asked for. The schemas of the config take 5 ms to make, in every command of projects whose
 * networks say no more than `parallel: true`.
 */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
