/** Models of a few nodes whose numbers nobody would write: every operator of ours, with sizes, attributes and small contents from 0 to 2^63. */
import type { AttributeDeclaration, Operator } from "../../lib/operators/define.ts";
import { OPERATORS } from "../../lib/operators/mod.ts";
import { attributesOf, fileOf, type GraphMembers, type WrittenAttribute } from "../formats/onnx/_encode.ts";
import { tensorTypeProto } from "./growth.ts";
import type { Random } from "./random.ts";
import { filled, tensorProto, type Type } from "./values.ts";

const NUMBERS = [
  0,
  0,
  1,
  1,
  2,
  2,
  3,
  4,
  -1,
  -2,
  7,
  64,
  1000,
  2 ** 20,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 40,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
];
const NAMES = ["batch", "n", "__proto__", "constructor", "toString", "hasOwnProperty", "a*b", "", "`", "valueOf"];
const TEXTS = [
  "",
  "SAME_UPPER",
  "bilinear",
  "linear",
  "ab,bc->ac",
  "...",
  "i,i,i->",
  "->",
  "reflect",
  "constructor",
  "bidirectional",
  "__proto__",
  "LEFT",
  "mean",
];
const TYPES: readonly Type[] = ["float32", "float32", "int64", "int64", "int32", "bool", "uint8"];

function size(random: Random): number | string | undefined {
  if (random.chance(0.2)) return random.pick(NAMES);
  return random.chance(0.5) ? random.between(1, 4) : Math.max(-1, random.pick(NUMBERS));
}

function attribute(random: Random, declaration: AttributeDeclaration): WrittenAttribute {
  const list = () => Array.from({ length: random.below(5) }, () => random.pick(NUMBERS));
  const kind = typeof declaration === "object" && "optional" in declaration
    ? declaration.optional
    : Array.isArray(declaration)
    ? "ints"
    : typeof declaration;
  if (random.chance(0.05)) {
    return random.pick<WrittenAttribute>([random.pick(NUMBERS), list(), random.pick(TEXTS), { real: Infinity }, { reals: [] }]);
  }
  if (kind === "ints") return list();
  if (kind === "floats") return { reals: [random.pick([0, -1, Infinity, NaN, 1e38, 0.5, 2])] };
  if (kind === "float") return { real: random.pick([0, -1, Infinity, NaN, 1e38, 0.5]) };
  return kind === "string" ? random.pick(TEXTS) : random.pick(NUMBERS);
}

/** A file of one to four nodes that take each other's outputs. */
export function hostileModel(random: Random): Uint8Array<ArrayBuffer> {
  const node: NonNullable<GraphMembers["node"]> = [];
  const input: NonNullable<GraphMembers["input"]> = [];
  const initializer: NonNullable<GraphMembers["initializer"]> = [];
  const made: string[] = [];
  const operand = (): string => {
    if (made.length > 0 && random.chance(0.3)) return random.pick(made);
    const name = random.chance(0.05) ? random.pick(NAMES) : `x${input.length + initializer.length}`;
    if (random.chance(0.4)) {
      const count = random.below(5);
      initializer.push(
        tensorProto(
          filled(
            "int64",
            random.chance(0.3) && count === 1 ? [] : [count],
            Array.from({ length: count }, () => random.pick(NUMBERS)),
          ),
          name,
        ),
      );
    } else {
      const rank = random.chance(0.05) ? 20 : random.below(6);
      input.push({ name, type: tensorTypeProto(random.pick(TYPES), Array.from({ length: rank }, () => size(random))) });
    }
    return name;
  };
  for (let nodes = random.between(1, 4); nodes > 0; nodes--) {
    const operator: Operator = random.pick(OPERATORS);
    const attributes = Object.entries(operator.attributes).filter(() => random.chance(0.7)).map(([name, declared]) =>
      [name, attribute(random, declared)] as const
    );
    const inputs = operator.inputs.flatMap((mark) =>
      mark.endsWith("*") ? [operand(), operand()] : mark.endsWith("?") && random.chance(0.4) ? [""] : [operand()]
    );
    const outputs = operator.outputs.map((_, index) => `y${made.length + index}`);
    made.push(...outputs);
    node.push({
      opType: operator.name,
      domain: operator.domain ?? "",
      input: inputs,
      output: outputs,
      attribute: attributesOf(Object.fromEntries(attributes)),
    });
  }
  return fileOf({ name: "hostile", node, input, initializer, output: [{ name: made.at(-1)! }] }, {
    opsetImport: [{ domain: "", version: random.between(1, 24) }],
  });
}
