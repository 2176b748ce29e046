/**
 * A module without modules in it, as its class sees it: the nodes that run in it, their operands, its tensors.
 *
 * @module
 */
import type { Dim } from "../../../model/dim.ts";
import { type Operand, Unknown } from "../../../operators/operand.ts";
import { namedInputs } from "../../named_operands.ts";
import type { StoredTensor, StoredTensors } from "../../stored_tensors.ts";
import { isFolded, type TypedModel, type TypedNode } from "../../typed_model.ts";

/** One class of torch.nn, told from the operators that an exporter writes for it. */
export interface LeafClass {
  /** The class's name; `#` stands for the number of spatial axes. */
  readonly type: string;
  /** Operators that must run in it. */
  readonly all: readonly string[];
  /** Operators that may. */
  readonly some?: readonly string[];
  /** What else must hold. */
  is?(leaf: Leaf): boolean;
  /** What PyTorch's `extra_repr` prints for it. */
  detail?(leaf: Leaf): string;
}

/** Operators that accompany others without changing what the module is. */
const ACCOMPANIES = new Set([
  "Cast",
  "Constant",
  "ConstantOfShape",
  "DequantizeLinear",
  "Expand",
  "Identity",
  "QuantizeLinear",
  "Reshape",
  "Shape",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/** The nodes that run directly in a module. Reading what is not known throws {@linkcode Unknown}. */
export class Leaf {
  /** All its nodes that run at inference, or all of them where none does. */
  readonly nodes: readonly TypedNode[];
  /** Names of the operators that say what it is. */
  readonly ops: ReadonlySet<string>;
  /** The tensors registered in it by their own names, such as `weight`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly #typed: TypedModel;
  readonly #stored: StoredTensors;

  /** Sees these nodes as a module. */
  constructor(nodes: readonly TypedNode[], tensors: ReadonlyMap<string, StoredTensor>, typed: TypedModel, stored: StoredTensors) {
    this.nodes = nodes;
    this.tensors = tensors;
    this.#typed = typed;
    this.#stored = stored;
    this.ops = new Set(nodes.map(({ node }) => node.op).filter((op) => !ACCOMPANIES.has(op)));
  }

  /** Sees those of these nodes that run at inference as a module, or all of them where none does. */
  static of(
    nodes: readonly TypedNode[],
    tensors: ReadonlyMap<string, StoredTensor>,
    typed: TypedModel,
    stored: StoredTensors,
  ): Leaf {
    const running = nodes.filter((node) => !isFolded(typed, node));
    return new Leaf(running.length > 0 ? running : nodes, tensors, typed, stored);
  }

  /** The first node of that operator. */
  node(op: string): TypedNode {
    const found = this.find(op);
    if (found === undefined) throw new Unknown(`there is no ${op}`);
    return found;
  }

  /** The first node of that operator, if there is one. */
  find(op: string): TypedNode | undefined {
    return this.nodes.find(({ node }) => node.op === op);
  }

  /** A node's operand by its declared name. */
  operand(node: TypedNode, name: string): Operand {
    const found = node.binding?.inputs[name];
    if (found === undefined) throw new Unknown(`${node.node.op} has no ${name}`);
    return found;
  }

  /** The sizes of a node's operand, all of them numbers. */
  shape(node: TypedNode, name: string): readonly number[] {
    return this.operand(node, name).shape.map((dim) => {
      if (typeof dim !== "number") throw new Unknown(`${name} is of free size ${dim}`);
      return dim;
    });
  }

  /** The shape of a node's first output. */
  outputShape(node: TypedNode): readonly Dim[] {
    const type = this.#typed.values.get(node.node.outputs[0] ?? "")?.type;
    if (type?.kind !== "tensor" || type.shape === undefined) throw new Unknown(`the shape of ${node.node.op} is not known`);
    return type.shape;
  }

  /** A node's attribute, defaults put in. */
  // deno-lint-ignore no-explicit-any -- each class knows its operators' attributes
  attribute(node: TypedNode, name: string): any {
    const value = node.binding?.attributes[name];
    if (value === undefined) throw new Unknown(`${node.node.op} has no ${name}`);
    return value;
  }

  /** A node's attribute that may be missing. */
  // deno-lint-ignore no-explicit-any -- each class knows its operators' attributes
  option(node: TypedNode, name: string): any {
    return node.binding?.attributes[name];
  }

  /** The stored tensor that a node takes as the input of that declared name. */
  stored({ node, operator }: TypedNode, name: string): StoredTensor | undefined {
    const named = operator === undefined ? [] : namedInputs(operator, node.inputs);
    return this.#stored.rootOf(named.find(([declared]) => declared === name)?.[1] ?? "");
  }

  /** The parameter that a node of elementwise arithmetic takes beside its data. */
  factor(node: TypedNode): StoredTensor | undefined {
    return node.node.inputs.map((input) => this.#stored.rootOf(input)).find((tensor) => tensor?.role === "parameter");
  }

  /** The one number that a node of elementwise arithmetic takes beside its data. */
  scalar(node: TypedNode): number {
    for (const input of node.node.inputs) {
      const elements = this.#typed.values.get(input)?.elements;
      if (elements?.length === 1 && typeof elements[0] === "number") return elements[0];
    }
    throw new Unknown(`${node.node.op} takes no single number`);
  }

  /** How many axes behind batch and channels the module's data have; 2 where that is not known. */
  get spatialAxes(): number {
    for (const { binding, node } of this.nodes) {
      const input = binding?.inputs["X"] ?? binding?.inputs["input"] ?? binding?.inputs["data"];
      if (this.ops.has(node.op) && input?.hasShape && input.rank > 2) return input.rank - 2;
      const window = binding?.attributes["kernel_shape"];
      if (Array.isArray(window)) return window.length;
    }
    return 2;
  }
}
