/**
 * Finds the type of every value of a model, and the contents of those that shapes are computed with.
 *
 * @module
 */
import { type Dim, symbol } from "../model/dim.ts";
import { substitution } from "../model/dim_substitute.ts";
import type { Model, ValueInfo } from "../model/model.ts";
import type { Element } from "../model/tensor.ts";
import type { TensorType, ValueType } from "../model/types.ts";
import { bind, type Binding, nameOf } from "../operators/bind.ts";
import type { Operator, OutputType, Site } from "../operators/define.ts";
import { operatorOf } from "../operators/mod.ts";
import { Operand } from "../operators/operand.ts";
import { ArgumentError } from "./argument_error.ts";
import { executionOrder } from "./execution_order.ts";
import { type FlatNode, inlineFunctions } from "./inline.ts";

/** What a caller knows about a model's inputs beyond what the file declares. */
export interface Known {
  /** Shapes of inputs by name; they may override a declared size. */
  readonly inputs?: Readonly<Record<string, readonly Dim[]>>;
  /** Values of free dimensions by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Contents of small inputs that decide shapes or branches: a number, or a flat or nested list. */
  readonly values?: Readonly<Record<string, InputValue>>;
  /** Definitions of operators that the standard does not have, or that replace its own. */
  readonly operators?: readonly Operator[];
}

/** Contents of an input: a number, a truth value, a text, or a flat or nested list of them. */
export type InputValue = number | bigint | boolean | string | readonly InputValue[];

/** What is known of a value. */
export interface TypedValue {
  /** Its type, as far as it is known. */
  readonly type?: ValueType;
  /** Its elements in row-major order, for a small tensor whose contents are known. */
  readonly elements?: readonly Element[];
  /** True where it depends on stored tensors and on shapes only, not on what the inputs hold: constant at inference. */
  readonly constant: boolean;
}

/** A node with the types of what it takes and makes. */
export interface TypedNode extends FlatNode {
  /** Its operator's definition, if there is one. */
  readonly operator?: Operator;
  /** Its inputs and attributes under the definition's names; missing where the node contradicts its definition. */
  readonly binding?: Binding;
  /** Why nothing, or not everything, is known about it. */
  readonly problem?: string;
}

/** A model, flattened and in order of execution, with everything that is known about its values. */
export interface TypedModel {
  /** The model as it was read. */
  readonly model: Model;
  /** The nodes in an order in which they can run. */
  readonly nodes: readonly TypedNode[];
  /** Every value by name. */
  readonly values: ReadonlyMap<string, TypedValue>;
  /** The inputs that a caller must give, with their types. */
  readonly inputs: readonly ValueInfo[];
  /** The outputs with their types. */
  readonly outputs: readonly ValueInfo[];
  /** What a reader should know about how the inputs were taken. */
  readonly notes: readonly string[];
}

/** Contents are followed for shape arithmetic; more elements than a shape, an index list or a small mask has are data. */
const MAX_ELEMENTS = 4096;

/**
 * Infers the types of all values.
 *
 * @throws {ArgumentError} If `known` names an input or a dimension that the model does not have, or gives an input the wrong rank.
 */
export function inferShapes(model: Model, known: Known = {}): TypedModel {
  return new Inference(model, known).run();
}

class Inference {
  readonly #values = new Map<string, TypedValue>();
  readonly #notes: string[] = [];
  readonly #bindings = new Map<string, Dim>();
  readonly #substitute: (dim: Dim) => Dim;
  readonly #own: ReadonlyMap<string, Operator>;
  readonly #model: Model;
  readonly #known: Known;

  constructor(model: Model, known: Known) {
    this.#model = model;
    this.#known = known;
    this.#own = new Map(known.operators?.map((operator) => [`${operator.domain ?? "ai.onnx"}::${operator.name}`, operator]));
    const inputs = freeInputs(model, known);
    bindInputShapes(inputs, known, this.#bindings, this.#notes);
    this.#substitute = substitution(this.#bindings);
  }

  run(): TypedModel {
    const { graph } = this.#model;
    for (const [name, tensor] of graph.initializers) {
      const { dtype, shape, elements } = tensor;
      this.#values.set(name, { type: { kind: "tensor", dtype, shape }, ...(elements && { elements }), constant: true });
    }
    const inputs = freeInputs(this.#model, this.#known).map((input) => this.#setInput(input));
    const flat = inlineFunctions(this.#model);
    const { ordered, cyclic } = executionOrder(flat.nodes);
    const declared = new Map([...graph.valueInfo, ...graph.outputs.map((output) => [output.name, output] as const), ...flat.declared]);
    const nodes = ordered.map((node) => this.#visit(node, declared));
    nodes.push(...cyclic.map((node) => this.#failed(node, declared, "it waits for its own result: the graph has a circle")));
    const outputs = graph.outputs.map(({ name }): ValueInfo => {
      const type = this.#values.get(name)?.type;
      return type ? { name, type } : { name };
    });
    return { model: this.#model, nodes, values: this.#values, inputs, outputs, notes: this.#notes };
  }

  #setInput({ name, type }: ValueInfo): ValueInfo {
    const given = this.#known.inputs?.[name];
    const declared = given ? { ...type, kind: "tensor" as const, shape: given } : type;
    const bound = declared && this.#bound(declared);
    const value = this.#known.values?.[name];
    const elements = value === undefined ? undefined : flatten(value);
    this.#values.set(name, { ...(bound && { type: bound }), ...(elements && { elements }), constant: false });
    return bound ? { name, type: bound } : { name };
  }

  /** A declared type with the values of bound dimensions put in. */
  #bound(type: ValueType): ValueType {
    if (type.kind !== "tensor" || type.shape === undefined || this.#bindings.size === 0) return type;
    return { ...type, shape: type.shape.map(this.#substitute) };
  }

  #visit(flat: FlatNode, declared: ReadonlyMap<string, ValueInfo>): TypedNode {
    const { node } = flat;
    const operator = this.#own.get(`${node.domain}::${node.op}`) ?? operatorOf(node.domain, node.op);
    if (operator === undefined) {
      const where = node.domain === "ai.onnx" ? "" : ` of domain ${node.domain}`;
      return this.#failed(flat, declared, `no rule for operator ${node.op}${where}`);
    }
    let binding: Binding | undefined;
    try {
      binding = bind(operator, node, flat.opset.get(node.domain) ?? Infinity, (value, name) => this.#operand(value, name));
      const types = operator.shape(binding.inputs, binding.attributes, this.#site(flat));
      const problem = this.#setOutputs(flat, operator, binding, types);
      return { ...flat, operator, binding, ...(problem !== undefined && { problem }) };
    } catch (error) {
      return {
        ...this.#failed(flat, declared, error instanceof Error ? error.message : String(error)),
        operator,
        ...(binding && { binding }),
      };
    }
  }

  #site({ node }: FlatNode): Site {
    const owner = node.name || node.outputs.find((output) => output !== "") || node.op;
    return { outputCount: node.outputs.length, fresh: (name) => symbol(`${owner}.${name}`) };
  }

  #operand(value: string, name: string): Operand {
    const known = this.#values.get(value);
    return new Operand(name, known?.type, known?.elements);
  }

  #setOutputs(flat: FlatNode, operator: Operator, binding: Binding, types: readonly OutputType[]): string | undefined {
    const { outputs } = flat.node;
    const first = Object.values(binding.inputs).flat().find((input) => input instanceof Operand)?.type;
    const dtype = first?.kind === "tensor" ? first.dtype : undefined;
    const typed = outputs.map((_, index) => typeOf(types[index], dtype));
    const contents = this.#contents(operator, binding, typed, outputs);
    const constant = this.#isConstant(flat, operator);
    outputs.forEach((output, index) => {
      if (output === "") return;
      const [type, elements] = [typed[index], contents?.[index]];
      this.#values.set(output, { ...(type && { type }), ...(elements && { elements }), constant });
    });
    const missing = outputs.findIndex((output, index) => output !== "" && typed[index] === undefined);
    return missing < 0 ? undefined : `the type of output ${outputs[missing]} is not known`;
  }

  #contents(operator: Operator, binding: Binding, types: readonly (ValueType | undefined)[], outputs: readonly string[]) {
    if (operator.value === undefined) return undefined;
    const operands = types.map((type, index) => new Operand(nameOf(operator.outputs[index] ?? outputs[index]!), type));
    if (!operands.every((operand) => isSmall(operand.type))) return undefined;
    try {
      const contents = operator.value(binding.inputs, binding.attributes, operands);
      return contents.map((elements) =>
        elements?.some((element) => element !== undefined) || elements?.length === 0 ? elements : undefined
      );
    } catch {
      return undefined; // a value that is not known leaves the shape as it was found
    }
  }

  #isConstant({ node }: FlatNode, operator: Operator): boolean {
    if (operator.random) return false;
    const shapesOnly = operator.shapesOnly === true;
    return shapesOnly || node.inputs.every((input) => input === "" || this.#values.get(input)?.constant === true);
  }

  /** Without a rule, what the file declares about the outputs is all there is. */
  #failed(flat: FlatNode, declared: ReadonlyMap<string, ValueInfo>, problem: string): TypedNode {
    for (const output of flat.node.outputs) {
      if (output === "") continue;
      const type = declared.get(output)?.type;
      this.#values.set(output, { ...(type && { type: this.#bound(type) }), constant: false });
    }
    return { ...flat, problem };
  }
}

function typeOf(answer: OutputType, dtype: TensorType["dtype"]): ValueType | undefined {
  if (answer === undefined) return undefined;
  if ("kind" in answer) return answer;
  return { kind: "tensor", ...(dtype && { dtype }), shape: answer };
}

function isSmall(type: ValueType | undefined): boolean {
  if (type?.kind !== "tensor" || type.shape === undefined) return false;
  let size = 1;
  for (const dim of type.shape) {
    if (typeof dim !== "number") return false;
    size *= dim;
  }
  return size <= MAX_ELEMENTS;
}

/** The graph's inputs less those that have a stored default, unless the caller gives these a shape or a value. */
function freeInputs(model: Model, { inputs = {}, values = {} }: Known): ValueInfo[] {
  const { graph } = model;
  return graph.inputs.filter(({ name }) => !graph.initializers.has(name) || Object.hasOwn(inputs, name) || Object.hasOwn(values, name));
}

function bindInputShapes(inputs: readonly ValueInfo[], known: Known, bindings: Map<string, Dim>, notes: string[]): void {
  const names = new Map(inputs.map((input) => [input.name, input]));
  const has = inputs.map((input) => `"${input.name}"`).join(", ") || "none";
  for (const name of [...Object.keys(known.inputs ?? {}), ...Object.keys(known.values ?? {})]) {
    if (!names.has(name)) throw new ArgumentError(`Cannot set input "${name}" as the model must have it: current inputs are ${has}`);
  }
  for (const [name, size] of Object.entries(known.dims ?? {})) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ArgumentError(`Cannot set dimension "${name}" as it must be a whole number >= 0: current value is ${size}`);
    }
    bindings.set(name, size);
  }
  for (const [name, shape] of Object.entries(known.inputs ?? {})) bindShape(names.get(name)!, shape, bindings, notes);
  const free = new Set(
    inputs.flatMap(({ type }) => type?.kind === "tensor" ? type.shape ?? [] : []).flatMap((dim) => symbolName(dim) ?? []),
  );
  for (const name of Object.keys(known.dims ?? {})) {
    if (!free.has(name)) {
      throw new ArgumentError(
        `Cannot set dimension "${name}" as the model must have it: current free dimensions are ${[...free].join(", ") || "none"}`,
      );
    }
  }
}

function bindShape({ name, type }: ValueInfo, shape: readonly Dim[], bindings: Map<string, Dim>, notes: string[]): void {
  const declared = type?.kind === "tensor" ? type.shape : undefined;
  if (declared === undefined) return;
  const text = `[${declared.join(", ")}]`;
  if (declared.length !== shape.length) {
    throw new ArgumentError(
      `Cannot set input "${name}" as its shape must have ${declared.length} dimensions, ${text}: current shape is [${shape.join(", ")}]`,
    );
  }
  declared.forEach((dim, axis) => {
    const [free, size] = [symbolName(dim), shape[axis]!];
    if (free === undefined) {
      if (dim !== size) notes.push(`input ${name} is declared as ${text}; dimension ${axis} is taken as ${size}, as asked`);
      return;
    }
    const before = bindings.get(free);
    if (before !== undefined && before !== size) {
      throw new ArgumentError(`Cannot set input "${name}" as dimension ${free} must be one size everywhere: it is ${before} and ${size}`);
    }
    bindings.set(free, size);
  });
}

/** The name of a dimension that is nothing but a free one. */
function symbolName(dim: Dim): string | undefined {
  if (typeof dim === "number" || dim.terms.size !== 1) return undefined;
  const [monomial, coefficient] = [...dim.terms][0]!;
  return coefficient === 1 && monomial.atoms.length === 1 ? monomial.atoms[0]!.symbol : undefined;
}

function flatten(value: InputValue): Element[] {
  if (Array.isArray(value)) return value.flatMap((item) => flatten(item));
  if (typeof value === "boolean") return [value ? 1 : 0];
  if (typeof value === "bigint") return [Number(value)];
  return [value as number | string];
}
