/** Runs one operator's rules on a node made for the test. */
import { constantOf, type Dim, symbol } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { AttributeValue, Node } from "../../lib/model/model.ts";
import type { Element } from "../../lib/model/tensor.ts";
import type { ValueType } from "../../lib/model/types.ts";
import { bind, nameOf } from "../../lib/operators/bind.ts";
import type { Operands } from "../../lib/operators/define.ts";
import { operatorOf } from "../../lib/operators/mod.ts";
import { Operand } from "../../lib/operators/operand.ts";

/** A size in a test: a number, or a text for a free dimension of that name. */
export type Size = number | string;

/** An input in a test: the shape of a float32 tensor, or its whole type and maybe its elements; `undefined` for one that is left out. */
export type Given = readonly Size[] | Input | undefined;

/** An input with more than a shape. */
export interface Input {
  readonly dtype?: DType;
  readonly shape?: readonly Size[];
  readonly value?: readonly Element[];
  /** Instead of dtype and shape, for sequences and the like. */
  readonly type?: ValueType;
}

/** What else a node has. */
export interface Options {
  readonly attributes?: { readonly [name: string]: AttributeValue };
  /** The version of the operator set; the newest where it is left out. */
  readonly opset?: number;
  readonly domain?: string;
  /** How many outputs the node lists, or their names (`""` for one that nobody wants); as many as the operator declares where it is left out. */
  readonly outputs?: number | readonly string[];
}

/** What the rules answer, sizes and elements written as numbers or as the text of an expression. */
export interface Applied {
  readonly types: readonly (ValueType | undefined)[];
  readonly shapes: readonly (readonly Size[] | undefined)[];
  readonly dtypes: readonly (DType | undefined)[];
  /** Elements of each output; throws what the value rule throws. */
  readonly values: readonly (readonly (Size | undefined)[] | undefined)[];
  /** The counts that are not 0, or the reason why there are none; throws what the rule throws. */
  readonly work: { readonly [name: string]: Size };
  /** What the operator's `reads` answers, or `undefined` if it has none. */
  readonly reads: { readonly [name: string]: Size } | undefined;
}

/** A vector of int64 with known elements: a shape, axes, starts. */
export function ints(...value: Element[]): Input {
  return { dtype: "int64", shape: [value.length], value };
}

/** A scalar with a known value. */
export function scalar(value: Element, dtype: DType = "int64"): Input {
  return { dtype, shape: [], value: [value] };
}

/** A tensor of an element type other than float32. */
export function of(dtype: DType, ...shape: Size[]): Input {
  return { dtype, shape };
}

/** A tensor with known elements; its shape is one axis unless it is given. */
export function tensor(dtype: DType, value: readonly Element[], shape: readonly Size[] = [value.length]): Input {
  return { dtype, shape, value };
}

/** Applies the rules of operator `name` to `inputs`. */
export function apply(name: string, inputs: readonly Given[], options: Options = {}): Applied {
  const { attributes = {}, opset = Infinity, domain = "ai.onnx" } = options;
  const operator = operatorOf(domain, name);
  if (operator === undefined) throw new Error(`No definition of ${domain}::${name}`);
  const outputs = namesOfOutputs(options.outputs ?? operator.outputs.length);
  const node: Node = {
    name: "node",
    op: name,
    domain,
    overload: "",
    inputs: inputs.map((input, index) => input === undefined ? "" : `in${index}`),
    outputs,
    attributes: new Map(Object.entries(attributes)),
    metadata: new Map(),
  };
  const values = new Map(inputs.map((input, index) => [`in${index}`, input]));
  const binding = bind(operator, node, opset, (value, declared) => operandOf(declared, values.get(value)!));
  const site = { outputCount: outputs.length, fresh: (of: string) => symbol(`node.${of}`), require: () => {} };
  const first = Object.values(binding.inputs).flat().find((input) => input instanceof Operand)?.type;
  const dtype = first?.kind === "tensor" ? first.dtype : undefined;
  const answers = operator.shape(binding.inputs, binding.attributes, site);
  const types = outputs.map((_, index): ValueType | undefined => {
    const answer = answers[index];
    return answer === undefined || "kind" in answer ? answer : { kind: "tensor", ...(dtype && { dtype }), shape: answer };
  });
  const named = (index: number) => nameOf(operator.outputs[index] ?? operator.outputs.at(-1)!);
  const operands = types.map((type, index) => new Operand(named(index), type));
  let contents: readonly (readonly Element[] | undefined)[] | undefined;
  const bound = (): Operands<string> => bindOutputs(operator.outputs, operands, outputs);
  return {
    types,
    shapes: types.map((type) => type?.kind === "tensor" ? type.shape?.map(textOf) as readonly Size[] | undefined : undefined),
    dtypes: types.map((type) => type?.kind === "tensor" ? type.dtype : undefined),
    get values() {
      contents ??= operator.value!(binding.inputs, binding.attributes, operands);
      return contents.map((elements) => elements?.map(textOf));
    },
    get work() {
      return texts(operator.work(binding.inputs, bound(), binding.attributes));
    },
    get reads() {
      return operator.reads && texts(operator.reads(binding.inputs, bound(), binding.attributes));
    },
  };
}

function namesOfOutputs(outputs: number | readonly string[]): readonly string[] {
  return typeof outputs === "number" ? Array.from({ length: outputs }, (_, index) => `out${index}`) : outputs;
}

function operandOf(name: string, given: Exclude<Given, undefined>): Operand {
  if (isShape(given)) return new Operand(name, { kind: "tensor", dtype: "float32", shape: given.map(dimOf) });
  const { type, dtype, shape, value } = given;
  const tensor = { kind: "tensor" as const, ...(dtype && { dtype }), ...(shape && { shape: shape.map(dimOf) }) };
  return new Operand(name, type ?? tensor, value);
}

function isShape(given: Given): given is readonly Size[] {
  return Array.isArray(given);
}

function dimOf(size: Size): Dim {
  return typeof size === "string" ? symbol(size) : size;
}

function textOf(element: Element): Size | undefined {
  return typeof element === "object" ? constantOf(element)?.toString() ?? element.toString() : element;
}

function texts(counts: { readonly [name: string]: Element }): { [name: string]: Size } {
  const entries = Object.entries(counts).filter(([, count]) => count !== 0 && count !== undefined);
  return Object.fromEntries(entries.map(([name, count]) => [name, textOf(count)!]));
}

function bindOutputs(declared: readonly string[], operands: readonly Operand[], names: readonly string[]): Operands<string> {
  const bound: { [name: string]: Operand | readonly Operand[] } = {};
  declared.forEach((mark, index) => {
    if (mark.endsWith("*")) bound[nameOf(mark)] = operands.slice(index);
    else if (names[index]) bound[nameOf(mark)] = operands[index]!;
    else if (!mark.endsWith("?")) bound[nameOf(mark)] = new Operand(nameOf(mark), undefined);
  });
  return bound as Operands<string>;
}
