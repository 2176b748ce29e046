/**
 * What a rule of receptive fields is told of a node.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { Operand } from "../operators/operand.ts";
import type { Dependence } from "./dependence.ts";
import type { TypedNode } from "./typed_model.ts";

/** A node, and what each of its inputs depends on: missing for what is stored or computed from shapes. */
export interface Passing {
  /** The node. */
  readonly node: TypedNode;
  /** What the inputs depend on, by place. */
  readonly inputs: readonly (Dependence | undefined)[];
  /** The input's shape at a place. */
  readonly shapeOf: (slot: number) => readonly Dim[] | undefined;
  /** The shape of the first output. */
  readonly made: readonly Dim[];
  /** Sources that windows slide over: more are added as they are met. */
  readonly slid: Set<number>;
}

/** What the outputs of a node depend on; `undefined` where that is not known. */
export type Rule = (passing: Passing) => Dependence | undefined;

/** Attributes by name, defaults put in. */
export function attributes({ node }: Passing): Readonly<Record<string, unknown>> {
  return node.binding?.attributes ?? {};
}

/** An operand by the name that the definition declares. */
export function operand({ node }: Passing, name: string): Operand | undefined {
  return node.binding?.inputs[name];
}

/** An attribute's or an operand's whole numbers, wherever this version of the operator has them. */
export function numbers(passing: Passing, name: string): readonly number[] | undefined {
  const given = attributes(passing)[name] ?? operand(passing, name)?.elements;
  return Array.isArray(given) && given.every((each) => typeof each === "number") ? given : undefined;
}
