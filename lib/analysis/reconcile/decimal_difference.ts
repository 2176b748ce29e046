import { constantOf, type Dim, subtract } from "../../model/dim.ts";

/** `to − from` where one of them is a decimal number that a tool prints: exact in its decimals, which the difference of two floats would not be. */
export function decimalDifference(from: Dim, to: Dim): Dim {
  if (isWhole(from) && isWhole(to)) return subtract(to, from);
  const decimals = Math.max(decimalsOf(from), decimalsOf(to));
  return Number(`${scaled(to, decimals) - scaled(from, decimals)}e-${decimals}`);
}

function isWhole(dim: Dim): boolean {
  return typeof dim !== "number" || Number.isInteger(dim);
}

function decimalsOf(dim: Dim): number {
  return isWhole(dim) ? 0 : (String(dim).split(".")[1] ?? "").length;
}

/** A number times a power of ten, as a whole number. */
function scaled(dim: Dim, decimals: number): bigint {
  const [whole, rest = ""] = String(constantOf(dim) ?? dim).split(".");
  return BigInt(`${whole}${rest.padEnd(decimals, "0")}`);
}
