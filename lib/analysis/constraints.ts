/**
 * What must hold between free dimensions for a model to run, found on the way through its nodes.
 *
 * @module
 */
import { add, atMost, callOf, constantOf, type Dim, modulo, multiply, subtract, symbolName } from "../model/dim.ts";
import { substitution } from "../model/dim_substitute.ts";
import type { ValueType } from "../model/types.ts";
import type { Relation } from "../operators/define.ts";
import { Contradiction } from "../operators/operand.ts";
import { ArgumentError } from "./argument_error.ts";

/** Something that must hold, and the node that needs it. */
export interface Constraint {
  /** The size that is constrained. */
  readonly left: Dim;
  /** How the two must stand to each other. */
  readonly relation: Relation;
  /** What it is constrained by. */
  readonly right: Dim;
  /** The first node that needs it. */
  readonly node: string;
}

/** Whether a relation holds: `undefined` where that depends on symbols. */
export function holds(left: Dim, relation: Relation, right: Dim): boolean | undefined {
  if (left === right) return true;
  if (relation === "equals or is 1") {
    if (left === 1 || right === 1) return true;
    return constantOf(subtract(left, right)) !== undefined && constantOf(left) !== undefined ? false : undefined;
  }
  if (relation === "is at most") return atMost(left, right) ? true : atMost(add(right, 1), left) ? false : undefined;
  const rest = constantOf(relation === "equals" ? subtract(left, right) : right === 0 ? left : modulo(left, right));
  return rest === undefined ? undefined : rest === 0;
}

/**
 * If a node fails since the sizes that the caller gave break what the model needs, the caller is to know it.
 *
 * @param constraints What the model needs with all its sizes left free.
 * @throws {ArgumentError} If the sizes break one of them.
 */
export function blameSizes(constraints: readonly Constraint[], sizes: ReadonlyMap<string, Dim>): void {
  const bound = substitution(sizes);
  for (const { left, relation, right, node } of constraints) {
    if (holds(bound(left), relation, bound(right)) !== false) continue;
    const given = [...sizes].map(([name, size]) => `${name} = ${size}`).join(", ");
    throw new ArgumentError(`Cannot take ${given} as node "${node}" needs that ${left} ${relation} ${right}`);
  }
}

/** Collects constraints node by node. */
export class ConstraintList {
  readonly #found = new Map<string, Constraint>();
  readonly #pins = new Map<string, Dim>();
  #put: ((dim: Dim) => Dim) | undefined;

  /**
   * Notes that a relation must hold, if that depends on symbols.
   *
   * @throws {Contradiction} If it never holds.
   */
  require(node: string, left: Dim, relation: Relation, right: Dim): void {
    const decided = holds(left, relation, right);
    if (decided === false) throw new Contradiction(`${left} must be such that it ${relation} ${right}`);
    if (decided === undefined) {
      const key = `${left} ${relation} ${right}`;
      if (!this.#found.has(key)) this.#found.set(key, { left, relation, right, node });
      if (relation === "equals") this.#pin(left, right);
    }
  }

  #pin(left: Dim, right: Dim): void {
    for (const [dim, size] of [[left, right], [right, left]] as const) {
      const name = symbolName(dim);
      if (name === undefined || typeof size !== "number") continue;
      this.#pins.set(name, size);
      this.#put = undefined;
    }
  }

  /** A type as later nodes may take it: a free dimension that had to be one number is that number. */
  pinned(type: ValueType | undefined): ValueType | undefined {
    if (this.#pins.size === 0 || type?.kind !== "tensor" || type.shape === undefined) return type;
    return { ...type, shape: type.shape.map(this.#put ??= substitution(this.#pins)) };
  }

  /** A list of its own with the same constraints. */
  copy(): ConstraintList {
    const list = new ConstraintList();
    for (const [key, constraint] of this.#found) list.#found.set(key, constraint);
    for (const [name, size] of this.#pins) list.#pins.set(name, size);
    return list;
  }

  /** The constraints, those that say "a multiple" in other words joined: `height` is a multiple of 2, its half of 2, … becomes a multiple of 8. */
  list(): readonly Constraint[] {
    const multiples = new Map<Dim, Constraint>();
    let others = [...this.#found.values()].map(asLimit);
    for (let before = -1; before !== others.length;) {
      before = others.length;
      others = others.filter((constraint) => !join(multiples, constraint));
    }
    return [...multiples.values(), ...others];
  }
}

/** Takes a constraint that says that a size is a multiple of a number; false for one that does not. */
function join(multiples: Map<Dim, Constraint>, constraint: Constraint): boolean {
  const found = asMultiple(constraint);
  if (found === undefined) return false;
  const quotient = quotientOf(found.of);
  if (quotient !== undefined) {
    const known = multiples.get(quotient.of)?.right;
    if (typeof known !== "number" || known % quotient.by !== 0) return false;
  }
  const [of, by] = quotient === undefined ? [found.of, found.by] : [quotient.of, found.by * quotient.by];
  const known = multiples.get(of)?.right;
  const right = typeof known === "number" ? leastCommonMultiple(known, by) : by;
  multiples.set(of, { left: of, relation: "is a multiple of", right, node: known === right ? multiples.get(of)!.node : constraint.node });
  return true;
}

/** `min(n, x)` can only meet x if x is at most n. */
function asLimit(constraint: Constraint): Constraint {
  const { left, relation, right, node } = constraint;
  if (relation !== "equals" && relation !== "equals or is 1") return constraint;
  for (const [least, other] of [[left, right], [right, left]] as const) {
    const call = callOf(least);
    if (call?.name !== "min") continue;
    const limit = call.left === other ? call.right : call.right === other ? call.left : undefined;
    if (limit !== undefined) return { left: other, relation: "is at most", right: limit, node };
  }
  return constraint;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return a / x * b;
}

interface Multiple {
  readonly of: Dim;
  readonly by: number;
}

/** `e = c·⌊e/c⌋` and `⌊e/m⌋ = c·⌊e/(c·m)⌋` say that the left side is a multiple of c. */
function asMultiple({ left, relation, right }: Constraint): Multiple | undefined {
  if (relation === "is a multiple of") return typeof right === "number" ? { of: left, by: right } : undefined;
  if (relation !== "equals") return undefined;
  return multipleOf(left, right) ?? multipleOf(right, left);
}

function multipleOf(whole: Dim, parts: Dim): Multiple | undefined {
  if (typeof parts === "number" || parts.terms.size !== 1) return undefined;
  const [monomial, coefficient] = parts.terms.entries().next().value!;
  const call = monomial.atoms.length === 1 ? monomial.atoms[0]!.call : undefined;
  if (call?.name !== "floor" || typeof coefficient !== "number" || typeof call.right !== "number") return undefined;
  const { of, by } = quotientOf(whole) ?? { of: whole, by: 1 };
  return of === call.left && multiply(coefficient, by) === call.right ? { of: whole, by: coefficient } : undefined;
}

function quotientOf(dim: Dim): Multiple | undefined {
  const call = callOf(dim);
  return call?.name === "floor" && typeof call.right === "number" ? { of: call.left, by: call.right } : undefined;
}
