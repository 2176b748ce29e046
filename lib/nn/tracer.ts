/**
 * Writes down what a network does while its `forward` runs.
 *
 * @module
 */
import { ConstraintList } from "../analysis/constraints.ts";
import { type Dim, symbol } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import type { AttributeValue, Graph, Node } from "../model/model.ts";
import type { Element } from "../model/tensor.ts";
import { bind, type Binding, nameOf } from "../operators/bind.ts";
import type { Operator, OutputType } from "../operators/define.ts";
import { operatorOf } from "../operators/mod.ts";
import { Operand } from "../operators/operand.ts";
import { constantTensor, madeTensor } from "./constant_tensor.ts";
import { type Application, nameNodes } from "./name_nodes.ts";
import type { Module } from "./module.ts";
import type { NodeAttributes, Origin, Recorder } from "./recorder.ts";
import { Scopes } from "./scopes.ts";
import { ShapeError } from "./shape_error.ts";
import { Value } from "./value.ts";

/** More elements than a shape or an index list has are data, whose contents nobody follows. */
const MAX_ELEMENTS = 256;

/** The trace of one network. */
export class Tracer implements Recorder {
  readonly #stored: ReadonlyMap<Value, string>;
  readonly #inputs = new Map<Value, string>();
  readonly #elements = new Map<Value, readonly Element[]>();
  readonly #origins = new Map<Value, Application>();
  readonly #applied: Application[] = [];
  readonly #scopes: Scopes;
  readonly #constraints = new ConstraintList();

  /** The version of the operator set that is written. */
  readonly opset: number;

  /** A trace of `root`, whose modules and stored tensors have these paths. */
  constructor(root: Module, paths: ReadonlyMap<Module, string>, stored: ReadonlyMap<Value, string>, opset: number) {
    this.opset = opset;
    this.#stored = stored;
    this.#scopes = new Scopes(root, paths);
  }

  /** A new input of the network. `certain` is false where nobody has said its element type. */
  input(name: string, shape: readonly Dim[], dtype: DType, certain: boolean): Value {
    const value = new Value(shape, dtype, certain);
    this.#inputs.set(value, name);
    return value;
  }

  /** What is running, for messages. */
  where(): string {
    return this.#scopes.describe();
  }

  /** Runs a module in its own scope. */
  call(module: Module, inputs: readonly unknown[]): unknown {
    if (typeof module.forward !== "function") {
      throw new TypeError(
        `Cannot call ${module.type} in ${this.where()} as it must have a method forward(x): write forward(x) { return … }`,
      );
    }
    this.#scopes.enter(module);
    try {
      const result: unknown = module.forward(...inputs);
      if (result === undefined) {
        throw new TypeError(`Cannot use the result of ${this.where()} as its forward gives nothing: is a return missing?`);
      }
      return result;
    } finally {
      this.#scopes.leave();
    }
  }

  /** Notes that an operator is applied. */
  record(op: string, inputs: readonly (Value | undefined)[], attributes: NodeAttributes, outputs: number): Value[] {
    const given = new Map<string, AttributeValue>();
    for (const name in attributes) if (attributes[name] !== undefined) given.set(name, attributes[name]);
    return this.#apply(op, inputs, given, outputs);
  }

  /** A constant that the graph holds itself. */
  constant(elements: readonly Element[], dtype: DType, shape: readonly number[]): Value {
    const [value] = this.#apply("Constant", [], new Map([["value", constantTensor(elements, dtype, shape)]]), 1);
    return value!;
  }

  /** A constant whose data are made when they are asked for. */
  made(make: () => Iterable<number>, dtype: DType, shape: readonly number[]): Value {
    const [value] = this.#apply("Constant", [], new Map([["value", madeTensor(make, dtype, shape)]]), 1);
    return value!;
  }

  /** A free dimension as a list of one number. */
  dim(dim: Dim): Value {
    for (const values of [this.#inputs.keys(), this.#origins.keys()]) {
      for (const value of values) {
        const axis = value.shape.indexOf(dim);
        if (axis < 0) continue;
        const [shape] = this.record("Shape", [value], {}, 1);
        const index = this.constant([axis], "int64", [1]);
        return this.record("Gather", [shape, index], { axis: 0 }, 1)[0]!;
      }
    }
    throw new ShapeError(
      `Cannot use the size ${dim} in ${this.where()} as no value has it: write -1 where it can be told, or give the input a number`,
    );
  }

  /** How a value came to be. */
  origin(value: Value): Origin | undefined {
    return this.#origins.get(value);
  }

  #apply(op: string, inputs: readonly (Value | undefined)[], attributes: ReadonlyMap<string, AttributeValue>, count: number): Value[] {
    for (const input of inputs) if (input !== undefined) this.#checkInput(input, op);
    const outputs = this.#infer(op, inputs, attributes, count);
    const application = { op, inputs: [...inputs], attributes, outputs: [...outputs], scope: this.#scopes.current };
    this.#applied.push(application);
    for (const output of outputs) this.#origins.set(output, application);
    return outputs;
  }

  #checkInput(input: Value, op: string): void {
    if (this.#origins.has(input) || this.#stored.has(input) || this.#inputs.has(input)) return;
    if (!(input instanceof Value)) {
      throw new TypeError(`Cannot apply ${op} in ${this.where()} as it takes values: one of its inputs is ${describe(input)}`);
    }
    throw new TypeError(
      `Cannot apply ${op} in ${this.where()} as a tensor of shape [${
        input.shape.join(", ")
      }] must belong to the network: assign the parameter to a field (not a #private one) of a module that is registered`,
    );
  }

  #infer(op: string, inputs: readonly (Value | undefined)[], attributes: ReadonlyMap<string, AttributeValue>, count: number): Value[] {
    const operator = operatorOf("ai.onnx", op)!;
    try {
      const binding = this.#bind(operator, inputs, attributes, count);
      const types = operator.shape(binding.inputs, binding.attributes, {
        outputCount: count,
        require: (left, relation, right) => this.#constraints.require(op, left, relation, right),
        fresh: (size) => symbol(`${op}.${size}`),
      });
      const first = inputs.find((input) => input !== undefined)?.dtype ?? "float32";
      const values = Array.from({ length: count }, (_, index) => valueOf(types[index], first));
      this.#follow(operator, binding, values);
      return values;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const shapes = inputs.flatMap((input) => input === undefined ? [] : [`[${input.shape.join(", ")}]`]).join(" and ");
      throw new ShapeError(`Cannot apply ${op} in ${this.where()} as ${error.message}${shapes === "" ? "" : `: shapes are ${shapes}`}`);
    }
  }

  /** The operands under the operator's names; positions stand for the names of values, which are given at the end. */
  #bind(
    operator: Operator,
    inputs: readonly (Value | undefined)[],
    attributes: ReadonlyMap<string, AttributeValue>,
    count: number,
  ): Binding {
    const names = inputs.map((input, index) => input === undefined ? "" : String(index));
    const node: Node = {
      name: "",
      op: operator.name,
      domain: "ai.onnx",
      overload: "",
      inputs: names,
      outputs: new Array<string>(count),
      attributes,
      metadata: NONE,
    };
    return bind(operator, node, this.opset, (index, declared) => {
      const input = inputs[Number(index)]!;
      return new Operand(declared, typeOf(input), this.#elements.get(input));
    });
  }

  /** Contents of what shapes are computed with. */
  #follow(operator: Operator, { inputs, attributes }: Binding, values: readonly Value[]): void {
    if (operator.value === undefined || !values.every(isSmall)) return;
    const operands = values.map((value, index) => new Operand(nameOf(operator.outputs[index] ?? "output"), typeOf(value)));
    try {
      operator.value(inputs, attributes, operands).forEach((elements, index) => elements && this.#elements.set(values[index]!, elements));
    } catch {
      // the contents are not known, which leaves the shape as it was found
    }
  }

  /** The nodes and outputs of the graph, the outputs under their own names. */
  finish(outputs: readonly (readonly [name: string, value: Value])[]): Pick<Graph, "nodes" | "outputs"> {
    const given = new Map<Value, string>();
    const taken = new Set([...this.#stored.values(), ...this.#inputs.values()]);
    const named = outputs.map(([name, value]) => [taken.has(name) ? `${name}_output` : name, value] as const);
    for (const [name, value] of named) {
      const own = this.#origins.has(value) && !given.has(value) ? value : this.#apply("Identity", [value], NONE, 1)[0]!;
      given.set(own, name);
    }
    return {
      nodes: nameNodes(this.#applied, new Map([...this.#stored, ...this.#inputs]), given),
      outputs: named.map(([name, value]) => ({ name, type: typeOf(value) })),
    };
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

function typeOf({ dtype, shape }: Value): { kind: "tensor"; dtype: DType; shape: readonly Dim[] } {
  return { kind: "tensor", dtype, shape };
}

function isSmall({ shape }: Value): boolean {
  return shape.every((dim) => typeof dim === "number") && shape.reduce<number>((total, dim) => total * Number(dim), 1) <= MAX_ELEMENTS;
}

function valueOf(type: OutputType, dtype: DType): Value {
  if (type === undefined) throw new RangeError("its shape is not known");
  if (!("kind" in type)) return new Value(type, dtype);
  if (type.kind !== "tensor" || type.shape === undefined) throw new RangeError("its shape is not known");
  return new Value(type.shape, type.dtype ?? dtype);
}

function describe(input: unknown): string {
  return typeof input === "object" || typeof input === "function"
    ? input?.constructor?.name ?? "an object"
    : `${typeof input} ${String(input)}`;
}
