/** Why transactions cannot be collected for one block, or did not come together in it. */
export class OpenBlockError extends Error {
  override readonly name = "OpenBlockError";
}
