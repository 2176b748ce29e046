/**
 * What a caller says about a model's inputs, and what follows for its free dimensions.
 *
 * @module
 */
import { type Dim, integer, symbolName } from "../model/dim.ts";
import { isInteger } from "../model/dtype.ts";
import type { Model, ValueInfo } from "../model/model.ts";
import type { Element } from "../model/tensor.ts";
import type { Operator } from "../operators/define.ts";
import { ArgumentError } from "./argument_error.ts";

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

/** The graph's inputs less those that have a stored default, unless the caller gives these a shape or a value. */
export function freeInputs(model: Model, { inputs = {}, values = {} }: Known): ValueInfo[] {
  const { graph } = model;
  return graph.inputs.filter(({ name }) => !graph.initializers.has(name) || Object.hasOwn(inputs, name) || Object.hasOwn(values, name));
}

/** True for an input that is one whole number, and whose name no free dimension has: it can stand for what it counts. */
export function isCount(name: string, inputs: readonly ValueInfo[]): boolean {
  const type = inputs.find((input) => input.name === name)?.type;
  if (type?.kind !== "tensor" || type.dtype === undefined || !isInteger(type.dtype) || !type.shape?.every((dim) => dim === 1)) return false;
  return !inputs.some(({ type }) => type?.kind === "tensor" && type.shape?.some((dim) => symbolName(dim) === name));
}

/**
 * The sizes that a caller gives to free dimensions, by name or through an input's shape.
 *
 * @param notes Takes what a reader should know about sizes that were overridden.
 * @throws {ArgumentError} If the model has no such input, or a size contradicts another.
 */
export function bindInputs(inputs: readonly ValueInfo[], known: Known, notes: string[]): Map<string, Dim> {
  const bindings = new Map<string, Dim>();
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
  for (const [name, shape] of Object.entries(known.inputs ?? {})) bindShape(names.get(name)!, withSizes(shape, known), bindings, notes);
  return bindings;
}

/** A shape that a caller gives, with the sizes that the same caller gives to the dimensions that it names. */
function withSizes(shape: readonly Dim[], { dims = {} }: Known): Dim[] {
  return shape.map((dim) => {
    const name = symbolName(dim);
    return name !== undefined && Object.hasOwn(dims, name) ? dims[name]! : dim;
  });
}

/**
 * Checks that every dimension that a caller gives is one of the model's: of an input, as declared or as the caller has it, or of the sizes that only the data
 * tell.
 *
 * @throws {ArgumentError} If one is not.
 */
export function checkDims(inputs: readonly ValueInfo[], known: Known, dataSizes: Iterable<string>): void {
  const declared = inputs.flatMap(({ type }) => type?.kind === "tensor" ? type.shape ?? [] : []);
  const given = Object.values(known.inputs ?? {}).flat();
  const free = new Set([...[...declared, ...given].flatMap((dim) => symbolName(dim) ?? []), ...dataSizes]);
  for (const name of Object.keys(known.dims ?? {})) {
    if (free.has(name)) continue;
    const has = [...free].join(", ") || "none";
    throw new ArgumentError(`Cannot set dimension "${name}" as the model must have it: current free dimensions are ${has}`);
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

/** The elements that a caller gives for an input, in row-major order. */
export function elementsOf(value: InputValue): Element[] {
  if (Array.isArray(value)) return value.flatMap((item: InputValue) => elementsOf(item));
  if (typeof value === "boolean") return [value ? 1 : 0];
  if (typeof value === "bigint") return [integer(value)];
  return [value as number | string];
}
