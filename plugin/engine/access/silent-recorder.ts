import { PreimageCollector } from "./preimages.ts";
import { AccessRecorder } from "./recorder.ts";

class NoPreimages extends PreimageCollector {
  override add(): void {}

  override addOnce(): void {}
}

/** Records nothing: what recording costs is the difference to it. */
export class SilentRecorder extends AccessRecorder {
  override readonly preimages = new NoPreimages(() => []);

  override enterStorage(): void {}

  override leaveStorage(): void {}

  override slotRead(): void {}

  override slotWritten(): void {}

  override accountUsed(): void {}

  override codeRan(): void {}
}
