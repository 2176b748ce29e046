/**
 * What onnxruntime's kernel names say of the nodes that they stand for. All of it seen in profiles of version 1.30.
 *
 * @module
 */
import type { NodeCost } from "../profile.ts";

/** What the graph optimizers hang onto a node's or a value's name, or put before it. */
const ADDED: readonly RegExp[] = [
  /_token_\d+$/,
  /_nchwc$/,
  /_(bn|mul|q|dq|new_reshape)$/,
  /_(Dequantize|Quantize)Linear(\/duplicated)?$/,
  /^fused[ _]/,
  /_\w*[Ff]used\w*$/,
  /\/+\w*(Fusion|Fused|Elimination|Propagation|Rewrite)\w*\/*$/,
];

/** So many forms of one name are tried. */
const MOST_FORMS = 64;
/** A longer name is taken as it is: the patterns look at each beginning of it. */
const LONGEST_NAME = 500;

/** Finds nodes by the names of kernels. */
export class NodeNames {
  readonly #nodes = new Map<string, number>();
  readonly #values = new Map<string, number>();

  /** Knows the nodes of a network and the values that they make. */
  constructor(nodes: readonly NodeCost[]) {
    nodes.forEach((node, index) => {
      if (!this.#nodes.has(node.name)) this.#nodes.set(node.name, index);
      for (const output of node.outputs) if (output !== "") this.#values.set(output, index);
    });
  }

  /** The node that a kernel's name names, itself or by a value that it makes; `undefined` where the runtime made the name up. */
  find(kernel: string): number | undefined {
    // The model's own names may look like that too (TensorFlow's `FusedBatchNormV3`), so each addition is taken off by itself, the surest first.
    const forms = new Set([kernel]);
    for (const form of forms) {
      const found = this.#nodes.get(form) ?? this.#values.get(form);
      if (found !== undefined) return found;
      if (forms.size < MOST_FORMS && form.length <= LONGEST_NAME) { for (const added of ADDED) forms.add(form.replace(added, "")); }
    }
    return undefined;
  }
}

/** Operators that the runtime makes of several by a pattern of its own, so that whatever lies in that pattern is theirs. */
const PATTERNS = /^(Quick|Fast|Bias)*Gelu$|Norm|Attention|RotaryEmbedding/;

/** True for an operator that the runtime makes of a pattern of several others. */
export function isPattern(op: string): boolean {
  return PATTERNS.test(op);
}

/**
 * What kernels that multiply do on the way: a convolution its scale, sum and activation; a matrix product its bias, its scale, or an activation; one of
 * integers the conversions around it.
 */
const TAKEN: readonly (readonly [kernel: RegExp, ops: ReadonlySet<string>])[] = [
  [/^(QLinear|QGemm)/, new Set("QuantizeLinear DequantizeLinear Add Relu Clip".split(" "))],
  [/Conv/, new Set("Add Mul BatchNormalization Relu Clip Sigmoid Tanh LeakyRelu HardSigmoid HardSwish".split(" "))],
  [/^FusedMatMul$/, new Set("Mul Div Transpose".split(" "))],
  [/^(FusedGemm|Gemm|MatMul)/, new Set("Add Relu Sigmoid Tanh LeakyRelu".split(" "))],
];

/** True if a kernel of the first operator may do the work of a node of the second on the way. */
export function mayTake(kernel: string, op: string): boolean {
  const known = TAKEN.find(([name]) => name.test(kernel));
  return known === undefined || known[1].has(op);
}

/** Operators that the runtime puts in between, to bring values into another layout, type or place. */
const LAYOUT =
  /^(Reorder(Input|Output)|Memcpy(To|From)Host|Transpose|Reshape|Cast|Squeeze|Unsqueeze|Flatten|Identity|QuantizeLinear|DequantizeLinear)$/;

/** True for an operator that only brings a value into another form. */
export function isLayoutOp(op: string): boolean {
  return LAYOUT.test(op);
}

/** For operators that the runtime makes of several: the operators of a model by which a place for them is told. */
const MADE_OF: readonly (readonly [made: RegExp, of: ReadonlySet<string>])[] = [
  [/^QuickGelu$/, new Set(["Sigmoid"])],
  [/Gelu$/, new Set(["Erf", "Tanh", "Gelu"])],
  [/(Layer|Simplified|RMS)\w*Norm/, new Set(["ReduceMean", "Pow", "Sqrt", "LayerNormalization"])],
  [/Attention$/, new Set(["Softmax", "Attention"])],
  [/MatMul|Gemm/, new Set(["MatMul", "Gemm", "MatMulInteger"])],
  [/Conv/, new Set(["Conv", "ConvTranspose", "ConvInteger"])],
  [/^HardSigmoid$/, new Set(["HardSwish"])], // the runtime puts a function's body in place of some operators
  [/Split/, new Set(["Slice", "Gather", "Split"])],
];

/** True if a kernel of that operator may stand for a node of that one. */
export function mayStandFor(kernel: string, op: string): boolean {
  return kernel === op || kernel === `QLinear${op}` || MADE_OF.some(([made, of]) => made.test(kernel) && of.has(op));
}
