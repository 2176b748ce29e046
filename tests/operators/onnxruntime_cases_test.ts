/**
 * Small random cases of the operators that move data and compute shapes, in old and new versions of the standard, against what onnxruntime computed. Each is
 * asked four times: with all values known, with those known that say how (axes, a target shape), with free sizes, and with types alone.
 */
import { assertEquals } from "@std/assert";
import { constantOf, type Dim, integer, symbol } from "../../lib/model/dim.ts";
import { substitution } from "../../lib/model/dim_substitute.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { AttributeValue } from "../../lib/model/model.ts";
import type { Element, Tensor } from "../../lib/model/tensor.ts";
import type { ValueType } from "../../lib/model/types.ts";
import { bind, nameOf } from "../../lib/operators/bind.ts";
import { operatorOf } from "../../lib/operators/mod.ts";
import { Operand, Unknown } from "../../lib/operators/operand.ts";

type Stored = readonly [dtype: string, shape: readonly number[], elements: readonly (number | string)[] | null];
type StoredAttribute = number | string | readonly number[] | { readonly tensor: Stored };

interface Case {
  readonly op: string;
  readonly opset: number;
  readonly attributes: { readonly [name: string]: StoredAttribute };
  readonly inputs: readonly (Stored | null)[];
  readonly outputs: readonly Stored[];
}

/** The first line says where they are from. */
const [, ...LINES] = (await Deno.readTextFile(new URL("../data/onnxruntime_cases.jsonl", import.meta.url))).trimEnd().split("\n");
const CASES = LINES.map((line): Case => JSON.parse(line));

type Regime = "values" | "how" | "free sizes" | "types";

function elementOf(stored: number | string): Element {
  return typeof stored === "number"
    ? stored
    : stored.startsWith("i") && stored !== "inf"
    ? integer(BigInt(stored.slice(1)))
    : Number(stored);
}

function attributeOf(stored: StoredAttribute): AttributeValue {
  if (typeof stored !== "object" || !("tensor" in stored)) return stored;
  const [dtype, shape, elements] = stored.tensor;
  const load = () => Promise.reject(new Error("no data"));
  const tensor: Tensor = { name: "", dtype: dtype as DType, shape, elements: elements!.map(elementOf), byteLength: 0, load };
  return tensor;
}

interface Answer {
  readonly types: readonly (ValueType | undefined)[];
  readonly values: readonly (readonly Element[] | undefined)[] | undefined;
  /** The ranges of sizes that only the data tell, by symbol. */
  readonly ranges: ReadonlyMap<Dim, { readonly min?: Dim; readonly max?: Dim }>;
  readonly put: (dim: Dim) => Dim;
}

/** Values, or nothing where they are not known. */
function knownOr<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function ask(each: Case, regime: Regime): Answer {
  const operator = operatorOf("ai.onnx", each.op)!;
  const sizes = new Map<string, Dim>();
  const ranges = new Map<Dim, { readonly min?: Dim; readonly max?: Dim }>();
  const node = {
    name: "node",
    op: each.op,
    domain: "ai.onnx",
    overload: "",
    inputs: each.inputs.map((input, index) => input === null ? "" : `${index}`),
    outputs: each.outputs.map((_, index) => `out${index}`),
    attributes: new Map(Object.entries(each.attributes).map(([name, value]) => [name, attributeOf(value)])),
    metadata: new Map(),
  };
  const binding = bind(operator, node, each.opset, (value, name) => {
    const [dtype, shape, elements] = each.inputs[Number(value)]!;
    const saysHow = operator.shapeOperands?.includes(name) ?? false;
    const free = shape.map((size, axis): Dim => {
      if (regime !== "free sizes" || saysHow || axis % 2 !== Number(value) % 2) return size;
      const named = `${name}_${value}_${axis}`;
      sizes.set(named, size);
      return symbol(named);
    });
    const known = regime === "values" || (saysHow && regime !== "types");
    return new Operand(name, { kind: "tensor", dtype: dtype as DType, shape: free }, known ? elements!.map(elementOf) : undefined);
  });
  const fresh = (name: string, range = {}) => {
    const made = symbol(`node.${name}`);
    ranges.set(made, range);
    return made;
  };
  const answers = operator.shape(binding.inputs, binding.attributes, { outputCount: each.outputs.length, fresh, require: () => {} });
  const first = Object.values(binding.inputs).flat().find((input) => input instanceof Operand)?.tensor.dtype;
  const types = each.outputs.map((_, index): ValueType | undefined => {
    const answer = answers[index];
    return answer === undefined || "kind" in answer ? answer : { kind: "tensor", ...(first && { dtype: first }), shape: answer };
  });
  const outputs = types.map((type, index) => new Operand(nameOf(operator.outputs[index] ?? operator.outputs.at(-1)!), type));
  const values = regime === "values" ? knownOr(() => operator.value?.(binding.inputs, binding.attributes, outputs)) : undefined;
  return { types, values, ranges, put: substitution(sizes) };
}

/** A size as it is stored, or the stored one if what is said of it includes that. */
function told(dim: Dim, is: number, { ranges, put }: Answer): number | string {
  const range = ranges.get(dim);
  if (range === undefined) {
    const size = constantOf(put(dim));
    return size === undefined ? (String(put(dim)).includes("node.") ? is : String(put(dim))) : Number(size);
  }
  const [min, max] = [constantOf(put(range.min ?? 0)), range.max === undefined ? Infinity : constantOf(put(range.max))];
  return is >= Number(min) && is <= Number(max) ? is : `${min} to ${max}`;
}

function check(each: Case, regime: Regime): boolean {
  let answer: Answer;
  try {
    answer = ask(each, regime);
  } catch (error) {
    if (error instanceof Unknown && regime !== "values") return false;
    throw new Error(`${JSON.stringify(each)} with ${regime}`, { cause: error });
  }
  each.outputs.forEach(([dtype, shape, elements], index) => {
    const message = `${JSON.stringify(each)} with ${regime}`;
    const type = answer.types[index];
    if (type?.kind !== "tensor" || type.shape === undefined) return assertEquals(regime === "types", true, message);
    assertEquals([type.dtype, type.shape.length], [dtype, shape.length], message);
    assertEquals(type.shape.map((dim, axis) => told(dim, shape[axis]!, answer)), [...shape], message);
    const known = answer.values?.[index];
    if (known === undefined || elements === null) return;
    // Single elements may be missing.
    const wanted = elements.map(elementOf);
    assertEquals(known.map((element, at) => element === undefined ? wanted[at] : element), wanted, message);
  });
  return true;
}

for (const [op, cases] of Map.groupBy(CASES, ({ op }) => op)) {
  Deno.test(`${op}: as onnxruntime computed ${cases!.length} cases`, () => {
    for (const each of cases!) {
      for (const regime of ["values", "how", "free sizes", "types"] as const) check(each, regime);
    }
  });
}
