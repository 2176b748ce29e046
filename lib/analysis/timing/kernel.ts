/**
 * What a runtime says of the kernels that it ran.
 *
 * @module
 */

/** A kernel of a runtime, with the time that it took. */
export interface Kernel {
  /** The name that the runtime gives: a node's, a value's, or one of its own making. */
  readonly name: string;
  /** The operator that ran, which may be one that the model does not have. */
  readonly op: string;
  /** What ran it, such as `CPUExecutionProvider`. */
  readonly provider: string;
  /** The middle of its times in the runs, in microseconds. */
  readonly microseconds: number;
  /** Shapes of what it took; a weight that the runtime has packed for itself is missing. */
  readonly inputs: readonly (readonly number[])[];
  /** Shapes of what it made. */
  readonly outputs: readonly (readonly number[])[];
}

/** What a profile of a runtime's tells. */
export interface Trace {
  /** The kernels in the order in which they ran. */
  readonly kernels: readonly Kernel[];
  /** How many runs the times are the middle of. */
  readonly runs: number;
  /** The middle time of a whole run in microseconds; `undefined` where the profile does not tell. */
  readonly runMicroseconds: number | undefined;
}
