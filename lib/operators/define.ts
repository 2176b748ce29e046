/**
 * The mechanism by which an operator is stated once: its names, its shape rule, its value rule, its work rule. It knows no operator.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { Graph } from "../model/model.ts";
import type { DType } from "../model/dtype.ts";
import type { Element, Tensor } from "../model/tensor.ts";
import type { ValueType } from "../model/types.ts";
import type { Operand } from "./operand.ts";
import type { WorkAnswer } from "./work.ts";

/** An attribute without a default. */
export interface Optional<T> {
  /** What kind of value it has when it is there. */
  readonly optional: "int" | "float" | "string" | "ints" | "floats" | "strings" | "tensor" | "graph" | "type";
  /** Only for the type checker: the value's type. */
  readonly value?: T;
}

/**
 * Attributes without a default, by their kind: `attributes: { axes: optional.ints }`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { attributes } = { attributes: { axes: optional.ints, keepdims: 1 } }; // axes may be missing; keepdims is 1 then
 * assertEquals(attributes.axes.optional, "ints");
 * ```
 */
export const optional = {
  int: { optional: "int" } as Optional<number>,
  float: { optional: "float" } as Optional<number>,
  string: { optional: "string" } as Optional<string>,
  ints: { optional: "ints" } as Optional<readonly number[]>,
  floats: { optional: "floats" } as Optional<readonly number[]>,
  strings: { optional: "strings" } as Optional<readonly string[]>,
  tensor: { optional: "tensor" } as Optional<Tensor>,
  graph: { optional: "graph" } as Optional<Graph>,
  type: { optional: "type" } as Optional<ValueType>,
} as const;

/** How a definition declares an attribute: by its default, or as optional. */
// deno-lint-ignore no-explicit-any -- an attribute's type is its own; the rules see it exactly
export type AttributeDeclaration = number | string | readonly number[] | readonly string[] | Optional<any>;

/** The declared attributes of an operator. */
export type AttributeDeclarations = { readonly [name: string]: AttributeDeclaration };

/** The type of an attribute's value from its declaration. */
export type Widen<D> = D extends Optional<infer T> ? T | undefined
  : D extends number ? number
  : D extends string ? string
  : D extends readonly number[] ? readonly number[]
  : D extends readonly string[] ? readonly string[]
  : never;

/** The attributes as a rule sees them: the file's, or the defaults. */
export type Attributes<A> = { readonly [K in keyof A]: Widen<A[K]> };

/** A declared name without its mark. */
export type NameOf<N extends string> = N extends `${infer M}?` ? M : N extends `${infer M}*` ? M : N;

/** Operands by declared name: `"B?"` may be missing, `"inputs*"` is a list. */
export type Operands<N extends string> =
  & { readonly [K in N as K extends `${string}?` | `${string}*` ? never : K]: Operand }
  & { readonly [K in N as K extends `${infer M}?` ? M : never]?: Operand }
  & { readonly [K in N as K extends `${infer M}*` ? M : never]: readonly Operand[] };

/** What a shape rule says of one output: its dimensions (the element type is then the first input's), its whole type, or nothing. */
export type OutputType = readonly Dim[] | ValueType | undefined;

/** How two sizes must stand to each other for a node to run. */
export type Relation = "equals" | "is a multiple of" | "equals or is 1" | "is at most";

/** What a rule may ask about the node besides operands and attributes. */
export interface Site {
  /** How many outputs the node lists. */
  readonly outputCount: number;
  /**
   * States that a relation between sizes must hold. Where that depends on free dimensions, it is listed as a constraint of the model.
   *
   * @throws {Contradiction} If it never holds.
   */
  require(left: Dim, relation: Relation, right: Dim): void;
  /** A symbol of this node's own for a size that only the data tells, with its known range. */
  fresh(name: string, range?: { readonly min?: Dim; readonly max?: Dim }): Dim;
}

/** The tensor that a stored one stands for: several elements in one of the stored ones, or a few of many used at a time. */
export interface Packed {
  /** The dimensions of the tensor that is meant. */
  readonly shape: readonly number[];
  /** Its element type, where that is not the stored one's. */
  readonly dtype?: DType;
  /** How many of its elements one token meets, where that is not all of them: those of the experts that it goes to. */
  readonly perToken?: number;
}

/** What earlier versions of the standard declared otherwise. */
export interface Earlier<I extends string, A> {
  /** The first version of the operator set to which this no longer applies. */
  readonly below: number;
  /** Attribute defaults of that time. */
  readonly attributes?: Partial<Attributes<A>>;
  /** Inputs of that time, if other ones or in another order. */
  readonly inputs?: readonly I[];
}

/** What PyTorch would call a tensor that is stored and used in a certain place. */
export type Role = "parameter" | "buffer" | "constant";

/** An operator as its file states it. */
export interface OperatorDefinition<I extends string, O extends string, A extends AttributeDeclarations> {
  /** The operator's name. */
  readonly name: string;
  /** Its domain; `ai.onnx` where nothing is said. */
  readonly domain?: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Names of the inputs in order: `"X"`, optional `"B?"`, or any number of them `"inputs*"` (last). */
  readonly inputs: readonly I[];
  /** Names of the outputs likewise. */
  readonly outputs: readonly O[];
  /** The attributes with their defaults in the newest version. */
  readonly attributes: A;
  /** Inputs that were attributes of another name once. Those of the same name need no word: an attribute that carries an input's name is that input. */
  readonly formerly?: { readonly [K in NameOf<I>]?: string };
  /** What earlier versions declared otherwise, oldest first. */
  readonly earlier?: readonly Earlier<I, A>[];
  /** Inputs that say how and not what (a target shape, axes, a window's place): a kernel reads them before it starts, so they are no memory access and no parameters. */
  readonly shapeOperands?: readonly NameOf<I>[];
  /** What a stored float tensor is where it is used as that input, if it is not a parameter. */
  readonly roles?: { readonly [K in NameOf<I>]?: Role };
  /** What stored tensors stand for where they are used as these inputs, if not for themselves. */
  packed?(inputs: Operands<I>, attributes: Attributes<A>): { readonly [K in NameOf<I>]?: Packed };
  /** The input whose memory the first output shares, for an operator that only looks at data in another way. */
  readonly view?: NameOf<I>;
  /** True where the outputs depend on the inputs' shapes alone (Shape, Size): constant at inference even if the inputs are not. */
  readonly shapesOnly?: boolean;
  /** True where the outputs are drawn at random: never constant at inference. */
  readonly random?: boolean;
  /** The outputs' types from the inputs' types (and values, for shape operands). */
  shape(inputs: Operands<I>, attributes: Attributes<A>, site: Site): readonly OutputType[];
  /** The outputs' elements from the inputs', for operators met in shape arithmetic. Outputs have known, small, numeric shapes when it is asked. */
  value?(inputs: Operands<I>, attributes: Attributes<A>, outputs: readonly Operand[]): readonly (readonly Element[] | undefined)[];
  /** The arithmetic, or the reason why there is none. */
  work(inputs: Operands<I>, outputs: Operands<O>, attributes: Attributes<A>): WorkAnswer;
  /** How many elements an ideal kernel reads of an input, where it is not all of them. */
  reads?(inputs: Operands<I>, outputs: Operands<O>, attributes: Attributes<A>): { readonly [K in NameOf<I>]?: Dim };
  /** How many elements it writes of an output, where its type does not tell: a sequence may be of any length. */
  writes?(inputs: Operands<I>, attributes: Attributes<A>): { readonly [K in NameOf<O>]?: Dim };
}

/** An operator, its declared names no longer seen by the type checker. */
export type Operator = OperatorDefinition<string, string, AttributeDeclarations>;

/**
 * Checks a definition's names: a misspelt input, output or attribute in a rule, or a missing `work`, does not compile.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const twice = defineOperator({
 *   name: "Twice",
 *   domain: "example",
 *   summary: "Doubles each element.",
 *   inputs: ["X"],
 *   outputs: ["Y"],
 *   attributes: {},
 *   shape: ({ X }) => [X.shape],
 *   work: (_, { Y }) => ({ muls: Y.size }),
 * });
 * assertEquals(twice.name, "Twice");
 * ```
 */
export function defineOperator<const I extends string, const O extends string, const A extends AttributeDeclarations>(
  definition: OperatorDefinition<I, O, A>,
): Operator {
  return definition as unknown as Operator;
}
