/** Why a kernel failed: it did not start, it ended by itself, it took too long, its messages made no sense, or it was stopped. */
export type KernelFault = "start" | "died" | "timeout" | "flood" | "damaged" | "stopped";

/** Thrown when a kernel cannot be started, ends, or does not do in time what it was asked to. */
export class KernelError extends Error {
  /** The class's name. */
  override readonly name = "KernelError";
  /** What kind of fault it is. */
  readonly fault: KernelFault;

  /** Says what happened. */
  constructor(fault: KernelFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
