/** How a floating-point number of few bits is laid out, sign bit first. */
export interface FloatLayout {
  /** Bits of the exponent. */
  readonly exponent: number;
  /** Bits of the fraction. */
  readonly fraction: number;
  /** What is taken from the exponent. */
  readonly bias: number;
  /**
   * Which codes are no finite numbers. `ieee`: all with the highest exponent (infinite with no fraction, else NaN). `fn`: only those with the highest
   * exponent and fraction, as NaN. `fnuz`: only the code of a negative zero, as NaN. `none`: all codes are finite.
   */
  readonly special: "ieee" | "fn" | "fnuz" | "none";
}

/** The number that a code stands for. */
export function decodeFloat(code: number, { exponent, fraction, bias, special }: FloatLayout): number {
  const sign = code >> (exponent + fraction) === 0 ? 1 : -1;
  const power = (code >> fraction) & ((1 << exponent) - 1);
  const rest = code & ((1 << fraction) - 1);
  const highest = power === (1 << exponent) - 1;
  if (special === "ieee" && highest) return rest === 0 ? sign * Infinity : NaN;
  if (special === "fn" && highest && rest === (1 << fraction) - 1) return NaN;
  if (special === "fnuz" && sign < 0 && power === 0 && rest === 0) return NaN;
  const significand = rest / (1 << fraction);
  return power === 0 ? sign * significand * 2 ** (1 - bias) : sign * (1 + significand) * 2 ** (power - bias);
}
