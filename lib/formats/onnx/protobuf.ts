/** The one place that names the protobuf package and its version. */
export { Reader, Writer } from "npm:protobufjs@8.8.1/minimal.js";

/** A number of 64 bits as the package gives it. */
export interface Long {
  /** The low half, as a signed number. */
  readonly low: number;
  /** The high half, as a signed number. */
  readonly high: number;
  /** True if the whole is taken as unsigned. */
  readonly unsigned: boolean;
}

/** The nearest number, which is exact up to 2^53. */
export function toNumber({ low, high, unsigned }: Long): number {
  return (unsigned ? high >>> 0 : high) * 2 ** 32 + (low >>> 0);
}
