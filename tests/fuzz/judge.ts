/** What is inferred of a generated graph against what onnxruntime gave. */
import { type Constraint, holds } from "../../lib/analysis/constraints.ts";
import type { TypedModel, TypedValue } from "../../lib/analysis/typed_model.ts";
import { constantOf, type Dim } from "../../lib/model/dim.ts";
import { boundsOf, type Range } from "../../lib/model/dim_bounds.ts";
import { substitution } from "../../lib/model/dim_substitute.ts";
import type { Element } from "../../lib/model/tensor.ts";
import { type Filled, numbersOf } from "./values.ts";

/** Something that is not as it was. */
export interface Failure {
  /** How the model was asked. */
  readonly asked: string;
  /** The value, the node or the constraint. */
  readonly subject: string;
  /** What is wrong. */
  readonly problem: string;
}

/** How many values are fully told, and of how many something is not known, by the operator that makes them. */
export interface Tally {
  told: number;
  readonly open: Map<string, number>;
}

/** Messages that the engine writes, not we: a rule that fell over, which inference takes for a problem of the node. */
const ENGINE_WORDS =
  /Cannot read propert|is not a function|is not iterable|Maximum call stack|Invalid array length|undefined \(|Cannot mix BigInt|is not defined|Invalid count value|Cannot convert|object null|must be a positive integer|Division by zero|Invalid string length|Map maximum|out of memory/;

/**
 * What onnxruntime takes and the standard does not: its division truncates, so that a kernel which stands out over its input by less than a stride gives
 * one result, where the standard's floor gives none (and PyTorch an error).
 */
const LENIENT = /^kernel must fit into the padded input/;

/** Compares all values of a model with what they were when its free dimensions had these sizes. */
export function judge(
  asked: string,
  typed: TypedModel,
  truth: ReadonlyMap<string, Filled>,
  sizes: ReadonlyMap<string, Dim>,
  tally?: Tally,
): Failure[] {
  const put = substitution(sizes);
  const ranges = new Map(
    [...typed.ranges].map((
      [name, { min, max }],
    ): [string, Range] => [name, { min: put(min), ...(max !== undefined && { max: put(max) }) }]),
  );
  const failures: Failure[] = [];
  const lenient = lenientConcats(typed);
  for (const { problem, contradicts, node, inCase } of typed.nodes) {
    if (problem !== undefined && ((contradicts && inCase === undefined && !LENIENT.test(problem)) || ENGINE_WORDS.test(problem))) {
      failures.push({ asked, subject: `${node.op} ${node.outputs.join()}`, problem });
    }
  }
  for (const constraint of typed.constraints) {
    if (isBroken(constraint, put) && !lenient.has(constraint.node)) {
      failures.push({
        asked,
        subject: constraint.node,
        problem: `it needs that ${constraint.left} ${constraint.relation} ${constraint.right}, and runs without`,
      });
    }
  }
  for (const { node } of typed.nodes) {
    for (const name of node.outputs) {
      const is = truth.get(name);
      if (is === undefined) continue;
      const problem = difference(typed.values.get(name), is, put, ranges);
      if (problem !== undefined && !lenient.has(name)) failures.push({ asked, subject: `${node.op} ${name}`, problem });
      if (tally === undefined) continue;
      if (isTold(typed.values.get(name))) tally.told++;
      else tally.open.set(node.op, (tally.open.get(node.op) ?? 0) + 1);
    }
  }
  return failures;
}

/** onnxruntime joins a tensor without elements to others whatever its other sizes are; the standard wants them equal. By the names of node and output. */
function lenientConcats(typed: TypedModel): Set<string> {
  const isHollow = (name: string) => {
    const type = typed.values.get(name)?.type;
    return type?.kind === "tensor" && type.shape?.includes(0) === true;
  };
  const nodes = typed.nodes.filter(({ node }) => node.op === "Concat" && node.inputs.some(isHollow));
  return new Set(nodes.flatMap(({ node }) => [node.name, ...node.outputs]));
}

function isBroken({ left, relation, right }: Constraint, put: (dim: Dim) => Dim): boolean {
  return holds(put(left), relation, put(right)) === false;
}

function isTold(value: TypedValue | undefined): boolean {
  return value?.type?.kind === "tensor" && value.type.dtype !== undefined &&
    value.type.shape?.every((dim) => typeof dim === "number") === true;
}

function difference(
  value: TypedValue | undefined,
  is: Filled,
  put: (dim: Dim) => Dim,
  ranges: ReadonlyMap<string, Range>,
): string | undefined {
  if (value?.type === undefined) return undefined;
  // An optional value that is there comes as what it holds.
  if (value.type.kind === "optional") {
    return difference({ ...(value.type.element && { type: value.type.element }), constant: false }, is, put, ranges);
  }
  if (value.type.kind !== "tensor") return `inferred as a ${value.type.kind}`;
  const { dtype, shape } = value.type;
  if (dtype !== undefined && dtype !== is.dtype) return `inferred as ${dtype}: it is ${is.dtype}`;
  if (shape !== undefined) {
    const fits = shape.length === is.dims.length &&
      shape.every((dim, axis) => mayBe(put(dim), is.dims[axis]!, ranges) || isEmptied(dim, is.dims[axis]!, put));
    if (!fits) return `inferred as [${shape.join(", ")}], here [${shape.map(put).join(", ")}]: it is [${is.dims.join(", ")}]`;
  }
  if (value.elements === undefined) return undefined;
  const numbers = numbersOf(is);
  if (value.elements.length !== numbers.length) return `${value.elements.length} elements inferred: there are ${numbers.length}`;
  const at = value.elements.findIndex((element, index) => !isElement(element, numbers[index]!, put, ranges, is.dtype));
  return at < 0 ? undefined : `element ${at} inferred as ${value.elements[at]}: it is ${numbers[at]}`;
}

/** Free sizes that are broadcast are taken to be 1 or more: of two that meet the larger is told, where 0 and 1 give 0. */
function isEmptied(dim: Dim, is: number, put: (dim: Dim) => Dim): boolean {
  return is === 0 && typeof dim !== "number" && (put(dim) === 1 || String(dim).includes("max("));
}

function mayBe(dim: Dim, size: number, ranges: ReadonlyMap<string, Range>): boolean {
  const constant = constantOf(dim);
  if (constant !== undefined) return Number(constant) === size;
  const { min, max } = boundsOf(dim, ranges);
  const [low, high] = [constantOf(min), max === undefined ? undefined : constantOf(max)];
  return !(low !== undefined && Number(low) > size) && !(high !== undefined && Number(high) < size);
}

/** Half-precision elements come as their bits, and are not compared. */
function isElement(
  element: Element,
  is: number | string,
  put: (dim: Dim) => Dim,
  ranges: ReadonlyMap<string, Range>,
  dtype: string,
): boolean {
  if (element === undefined || dtype === "float16") return true;
  if (typeof element === "string" || typeof is === "string") return element === is;
  if (typeof element === "number" && !Number.isInteger(element)) {
    return Object.is(element, is) || Math.abs(element - is) <= 1e-5 * Math.abs(is);
  }
  if (dtype.startsWith("float")) {
    const constant = constantOf(put(element));
    return constant === undefined || Number(constant) === is || Math.abs(Number(constant) - is) <= 1e-5 * Math.abs(is);
  }
  const dim = put(element);
  const constant = constantOf(dim);
  if (constant !== undefined) return Number(constant) === is || isEmptied(element, is, put);
  return is < 0 || mayBe(dim, is, ranges) || isEmptied(element, is, put); // bounds are those of sizes, which are 0 or more
}
