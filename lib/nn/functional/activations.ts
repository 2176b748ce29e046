/**
 * Activation functions, in the operators that PyTorch's exporter writes for them at opset 17.
 *
 * @module
 */
import { record, scalar } from "../recorder.ts";
import type { Value } from "../value.ts";
import { add, clamp, div, mul, neg, sub, unary, where } from "./arithmetic.ts";
import { chunk } from "./views.ts";

/** What is above 0. */
export function relu(x: Value): Value {
  return unary("Relu", x);
}

/** What is above 0, at most 6. */
export function relu6(x: Value): Value {
  return clamp(x, 0, 6);
}

/** `x` above 0, a fraction of it below. */
export function leakyRelu(x: Value, negativeSlope = 0.01): Value {
  return record("LeakyRelu", [x], { alpha: Math.fround(negativeSlope) });
}

/** `x` above 0, `α(eˣ − 1)` below. */
export function elu(x: Value, alpha = 1): Value {
  return record("Elu", [x], { alpha: Math.fround(alpha) });
}

/** The same with `α(e^(x/α) − 1)` below. */
export function celu(x: Value, alpha = 1): Value {
  return record("Celu", [x], { alpha: Math.fround(alpha) });
}

/** The self-normalising exponential unit. */
export function selu(x: Value): Value {
  return unary("Selu", x);
}

/** `x·Φ(x)`, by the error function or by its approximation with tanh. */
export function gelu(x: Value, approximate: "none" | "tanh" = "none"): Value {
  if (approximate === "none") return mul(mul(x, add(unary("Erf", div(x, Math.SQRT2)), 1)), 0.5);
  const cubic = add(x, mul(mul(x, mul(x, x)), 0.044715));
  return mul(mul(x, 0.5), add(unary("Tanh", mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}

/** `x·sigmoid(x)`. */
export function silu(x: Value): Value {
  return mul(x, unary("Sigmoid", x));
}

/** `x·tanh(softplus(x))`. */
export function mish(x: Value): Value {
  return mul(x, unary("Tanh", unary("Softplus", x)));
}

/** `ln(1 + e^(βx)) / β`. */
export function softplus(x: Value, beta = 1): Value {
  return beta === 1 ? unary("Softplus", x) : div(unary("Softplus", mul(x, beta)), beta);
}

/** `x / (1 + |x|)`. */
export function softsign(x: Value): Value {
  return unary("Softsign", x);
}

/** The logistic function. */
export function sigmoid(x: Value): Value {
  return unary("Sigmoid", x);
}

/** Its logarithm. */
export function logSigmoid(x: Value): Value {
  return unary("Log", unary("Sigmoid", x));
}

/** The hyperbolic tangent. */
export function tanh(x: Value): Value {
  return unary("Tanh", x);
}

/** `x − tanh(x)`. */
export function tanhshrink(x: Value): Value {
  return sub(x, unary("Tanh", x));
}

/** A line from 0 at −3 to 1 at 3. */
export function hardsigmoid(x: Value): Value {
  return record("HardSigmoid", [x], { alpha: Math.fround(1 / 6) });
}

/** `x·hardsigmoid(x)`. */
export function hardswish(x: Value): Value {
  return unary("HardSwish", x);
}

/** The elements held within bounds. */
export function hardtanh(x: Value, minVal = -1, maxVal = 1): Value {
  return clamp(x, minVal, maxVal);
}

/** 0 between −λ and λ. */
export function hardshrink(x: Value, lambd = 0.5): Value {
  return record("Shrink", [x], { lambd: Math.fround(lambd) });
}

/** 0 between −λ and λ, nearer to 0 by λ elsewhere. */
export function softshrink(x: Value, lambd = 0.5): Value {
  return record("Shrink", [x], { bias: Math.fround(lambd), lambd: Math.fround(lambd) });
}

/** `x` above a threshold, `value` elsewhere. */
export function threshold(x: Value, limit: number, value: number): Value {
  return where(record("Greater", [x, scalar(limit, x.dtype)]), x, value);
}

/** `x` above 0, a learned fraction of it below. */
export function prelu(x: Value, weight: Value): Value {
  return record("PRelu", [x, weight]);
}

/** The first half along an axis times the sigmoid of the second. */
export function glu(x: Value, axis = -1): Value {
  const [first, second] = chunk(x, 2, axis);
  return mul(first!, unary("Sigmoid", second!));
}

/** Softmax of the negative. */
export function softmin(x: Value, axis: number): Value {
  return record("Softmax", [neg(x)], { axis });
}
