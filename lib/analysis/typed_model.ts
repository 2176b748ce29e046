/**
 * A model whose values have types: plain data between inference and measuring.
 *
 * @module
 */
import type { Range } from "../model/dim_bounds.ts";
import type { Model, ValueInfo } from "../model/model.ts";
import type { Element, Tensor } from "../model/tensor.ts";
import type { ValueType } from "../model/types.ts";
import type { Binding } from "../operators/bind.ts";
import type { Operator } from "../operators/define.ts";
import type { Constraint } from "./constraints.ts";
import type { FlatNode } from "./inline.ts";

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
  /** True for a node that runs other graphs, whose nodes stand before it: it costs nothing itself. */
  readonly runsBodies?: boolean;
  /** Why nothing, or not everything, is known about it. */
  readonly problem?: string;
  /** True where it can never run, as its inputs contradict its operator's definition. */
  readonly contradicts?: boolean;
}

/** A model, flattened and in order of execution, with everything that is known about its values. */
export interface TypedModel {
  /** The model as it was read. */
  readonly model: Model;
  /** The nodes in an order in which they can run. */
  readonly nodes: readonly TypedNode[];
  /** Every value by name. */
  readonly values: ReadonlyMap<string, TypedValue>;
  /** Tensors that bodies of control flow store, by the name of their value. */
  readonly bodyTensors: ReadonlyMap<string, Tensor>;
  /** The inputs that a caller must give, with their types. */
  readonly inputs: readonly ValueInfo[];
  /** The outputs with their types. */
  readonly outputs: readonly ValueInfo[];
  /** Sizes that only the data tell, by the name of their symbol, with the range that they lie in. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** What must hold between free dimensions for the model to run. */
  readonly constraints: readonly Constraint[];
  /** What a reader should know about how the inputs were taken. */
  readonly notes: readonly string[];
}

/** True for a node that can be computed before inference, so that it costs nothing. */
export function isFolded({ values }: TypedModel, { node }: TypedNode): boolean {
  return node.outputs.every((output) => output === "" || values.get(output)?.constant === true);
}
