/** Attributes that the standard declares as floating point: a whole number there is still one. Source: the operator schemas of onnx 1.12, all versions. */
const FLOATS = new Set([
  "activation_alpha",
  "activation_beta",
  "alpha",
  "beta",
  "bias",
  "clip",
  "cubic_coeff_a",
  "epsilon",
  "extrapolation_value",
  "gamma",
  "height_scale",
  "high",
  "lambd",
  "low",
  "max",
  "mean",
  "min",
  "momentum",
  "ratio",
  "scale",
  "scales",
  "spatial_scale",
  "value_float",
  "value_floats",
  "weights",
  "width_scale",
]);

/** Those whose name other operators have for something else. */
const BY_OPERATOR = new Set([
  "Bernoulli.seed",
  "Multinomial.seed",
  "Pad.value",
  "RandomNormal.seed",
  "RandomNormalLike.seed",
  "RandomUniform.seed",
  "RandomUniformLike.seed",
]);

/** True for an attribute that is floating point. */
export function isFloatAttribute(op: string, name: string): boolean {
  return FLOATS.has(name) || BY_OPERATOR.has(`${op}.${name}`);
}
