/** Any operator of ours by its definition alone: operands of one shape or of shapes alike, attributes mostly left out. onnxruntime says which of these are valid. */
import { nameOf } from "../../../lib/operators/bind.ts";
import type { AttributeDeclaration, Operator } from "../../../lib/operators/define.ts";
import { OPERATORS } from "../../../lib/operators/mod.ts";
import type { Attribute, Growth } from "../growth.ts";
import type { Type, Value } from "../values.ts";
import type { Maker } from "./maker.ts";

const DOMAINS = ["ai.onnx", "com.microsoft", "ai.onnx.ml"];
/**
 * Operators of which onnxruntime runs what the standard forbids: a Constant with two values, axes of a scalar, a slope that is larger than what it slopes,
 * features of three axes. An Optional comes back as what it holds, with which nodes would be fed that take no optional.
 */
const TAKEN_TOO_LIGHTLY = /^(Constant|Reduce.*|Arg.*|PRelu|FeatureVectorizer|Optional)$/;
const CANDIDATES = OPERATORS.filter(({ domain = "ai.onnx", name }) => DOMAINS.includes(domain) && !TAKEN_TOO_LIGHTLY.test(name));
const TYPES: readonly Type[] = ["float32", "float32", "float32", "int64", "int32", "uint8", "bool", "int8", "float64"];

function attributeFor({ random }: Growth, name: string, declaration: AttributeDeclaration): Attribute | undefined {
  if (random.chance(0.6) || name.includes("type")) return undefined; // of the numbers of element types, most are none
  if (typeof declaration === "number") return Number.isInteger(declaration) ? random.between(0, 1) : { real: declaration };
  if (typeof declaration === "string") return declaration === "" ? undefined : declaration;
  if (Array.isArray(declaration)) {
    return declaration.every((item) => typeof item === "number") ? declaration as readonly number[] : undefined;
  }
  const { optional } = declaration as { optional: string };
  if (optional === "int") return random.between(0, 3);
  if (optional === "ints") return Array.from({ length: random.between(1, 2) }, () => random.between(0, 2));
  return optional === "float" ? { real: 0.5 } : undefined;
}

function operands(g: Growth, { inputs }: Operator): (Value | undefined)[] {
  const base = g.any({ types: ["float32"], rank: [1, 4] });
  let type: Type = g.random.chance(0.7) ? "float32" : g.random.pick(TYPES);
  return inputs.flatMap((mark): (Value | undefined)[] => {
    if (mark.endsWith("?") && g.random.chance(0.6)) return [undefined];
    const times = mark.endsWith("*") ? g.random.between(1, 2) : 1;
    return Array.from({ length: times }, () => {
      if (g.random.chance(0.3)) type = g.random.pick(TYPES);
      const dims = g.random.pick([base.dims, base.dims, base.dims, base.dims.slice(-1), base.dims.slice(1), [], [1]]);
      if (nameOf(mark).match(/scale|zero|epsilon/) && g.random.chance(0.7)) return g.fresh(type, []);
      return g.random.chance(0.3) ? base : g.fresh(type, dims, 0, 3);
    });
  });
}

/** Tries operators until one is valid, a few times. */
export const anyOperator: Maker = async (g) => {
  for (let tries = 0; tries < 6; tries++) {
    const operator = g.random.pick(CANDIDATES);
    const attributes = Object.entries(operator.attributes).flatMap(([name, declaration]) => {
      const value = attributeFor(g, name, declaration);
      return value === undefined ? [] : [[name, value] as const];
    });
    const inputs = operands(g, operator);
    while (inputs.length > 0 && inputs.at(-1) === undefined) inputs.pop();
    const outputs = operator.outputs.map((mark) => !mark.endsWith("?") || g.random.chance(0.3));
    while (outputs.length > 1 && !outputs.at(-1)) outputs.pop();
    const domain = operator.domain === undefined || operator.domain === "ai.onnx" ? "" : `${operator.domain}:`;
    if (await g.node(`${domain}${operator.name}`, inputs, Object.fromEntries(attributes), outputs) !== undefined) return;
  }
};
