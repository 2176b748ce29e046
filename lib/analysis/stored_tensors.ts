/**
 * Tells the stored tensors of a model apart as PyTorch would: parameters, buffers, and constants.
 *
 * @module
 */
import { bitsOf, type DType, isFloat, isInteger } from "../model/dtype.ts";
import type { Tensor } from "../model/tensor.ts";
import { nameOf } from "../operators/bind.ts";
import type { Packed, Role } from "../operators/define.ts";
import { usedValues } from "./execution_order.ts";
import { filledTensor } from "./filled_tensor.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";
import { findPacked } from "./packed_tensors.ts";
import { findScaled } from "./quantization_scales.ts";

/** A stored tensor and what it is used for. */
export interface StoredTensor {
  /** The name by which the graph uses it, or the one that PyTorch knew it by where that could be recovered. */
  readonly name: string;
  /** What PyTorch would call it. */
  readonly role: Role;
  /** The tensor in the file. */
  readonly tensor: Tensor;
  /** The dimensions of what it stands for: those of the tensor in the file, unless several elements are packed into one there. */
  readonly shape: readonly number[];
  /** The element type of what it stands for. */
  readonly dtype: DType;
  /** How many elements it stands for. */
  readonly elements: number;
  /** How many of these one token meets, where that is not all of them: a mixture of experts sends it to a few. */
  readonly perToken?: number;
  /** The name of the tensor whose storage it shares, since the exporter merged the two as their values were equal. */
  readonly sharesStorageWith?: string;
  /** Where its name is recovered: how the file has it. */
  readonly recovered?: RecoveredName;
  /** Further names of the same tensor: of modules that share it. */
  readonly aliases?: readonly string[];
  /** The index, in order of execution, of the first node that uses it at inference, itself or what was computed from it before; missing where none does. */
  readonly firstUse?: number;
  /** True for one that the file does not store: it fills it with one value. */
  readonly filled?: boolean;
  /** True for a buffer that a profiler left in the network before it was saved: it stands in the state dict, and in no count. */
  readonly leftover?: boolean;
}

/** How a file has a tensor whose name it has lost. */
export interface RecoveredName {
  /** The file's own name for it. */
  readonly from: string;
  /** True where the file stores it transposed: its shape there is the reverse of PyTorch's. */
  readonly transposed: boolean;
  /** True for a bias that the exporter made by folding a normalization into a convolution, or a weight that it scaled for that. */
  readonly folded?: boolean;
  /** True for a recurrent layer's weight that the file stores in the standard's form: an axis of directions in front, and the gates in another order. */
  readonly packed?: boolean;
  /** For such a weight: which of the file's gates stands where in PyTorch's order. */
  readonly gates?: readonly number[];
}

/** The stored tensors of a model. */
export interface StoredTensors {
  /** All of them, in the file's order. */
  readonly all: readonly StoredTensor[];
  /** For a value that is a stored tensor, or one only cast, transposed, reshaped or dequantised: the tensor it comes from. */
  rootOf(value: string): StoredTensor | undefined;
}

/** How a value is used: as a definition says, or as an operand of some computation. */
type Use = Role | "operand";

/** Operators whose result is still the same tensor to PyTorch. */
const SAME_TENSOR = new Set(["Identity", "Transpose", "Cast", "DequantizeLinear", "Reshape", "Squeeze", "Unsqueeze", "Flatten"]);

/** Operators that move elements without a look at them: small integers behind them may still be made real numbers. */
const MOVES = new Set(["Gather", "GatherElements", "GatherND", "Slice", "Split", ...SAME_TENSOR]);

/** Finds and classifies the stored tensors. */
export function findStoredTensors(typed: TypedModel): StoredTensors {
  const uses = findUses(typed);
  const packed = findPacked(typed);
  const found = new Map<string, StoredTensor>();
  const roots = new Map<string, string>();
  const add = (name: string, tensor: Tensor, isNode: boolean, more: Pick<StoredTensor, "sharesStorageWith" | "filled"> = {}) => {
    const { kinds, first } = uses.get(name) ?? { kinds: new Set<Use>(), first: Infinity };
    const role = roleOf(name, tensor, kinds, isNode);
    const { shape, dtype = tensor.dtype, perToken }: Packed = packed.get(name) ?? { shape: tensor.shape };
    found.set(name, {
      name,
      role,
      tensor,
      shape,
      dtype,
      elements: shape.reduce((a, b) => a * b, 1),
      ...(perToken !== undefined && { perToken }),
      ...more,
      ...(first !== Infinity && { firstUse: first }),
    });
    roots.set(name, name);
  };
  const inputs = new Set(typed.inputs.map((input) => input.name));
  for (const [name, tensor] of typed.model.graph.initializers) if (!inputs.has(name)) add(name, tensor, false);
  for (const [name, tensor] of typed.bodyTensors) add(name, tensor, false);
  for (const typedNode of typed.nodes) {
    const { node } = typedNode;
    const [input, output] = [node.inputs[0] ?? "", node.outputs[0] ?? ""];
    const value = node.op === "Constant" ? node.attributes.get("value") : undefined;
    if (value !== undefined && typeof value === "object" && "dtype" in value && "load" in value) add(output, value, true);
    const filled = node.op === "ConstantOfShape" && uses.get(output)?.kinds.has("parameter")
      ? filledTensor(typedNode, typed.values.get(output))
      : undefined;
    if (filled !== undefined) add(output, filled, true, { filled: true });
    const root = roots.get(input);
    if (root === undefined || !SAME_TENSOR.has(node.op) || !typed.values.get(output)?.constant) continue;
    if (makesOwnTensor(typedNode)) add(output, found.get(root)!.tensor, false, { sharesStorageWith: root });
    else roots.set(output, root);
  }
  return { all: [...found.values()], rootOf: (value) => found.get(roots.get(value) ?? "") };
}

function roleOf(name: string, tensor: Tensor, uses: ReadonlySet<Use>, isNode: boolean): Role {
  if (tensor.declared !== undefined) return tensor.declared;
  const narrow = isInteger(tensor.dtype) && !tensor.dtype.endsWith("64");
  if (uses.has("parameter") && (isFloat(tensor.dtype) || narrow)) return "parameter";
  if (uses.has("buffer")) return "buffer";
  if (isNode || !uses.has("operand")) return "constant";
  if (isFloat(tensor.dtype)) return "parameter";
  return isAnonymous(name) ? "constant" : "buffer";
}

/** A name that an exporter made up: it stands for no attribute of a module. */
export function isAnonymous(name: string): boolean {
  return name.includes("/") || name.includes("::") || /^[\d_]*$/.test(name) || /_output_\d+$/.test(name);
}

/** A path such as `layer1.0.bn1.weight`: a tensor of a module, whatever storage it shares. */
export function isOwnName(name: string): boolean {
  return /^[A-Za-z_][\w-]*(\.[\w-]+)+$/.test(name);
}

/** What is known of the uses of a constant value, seen through the nodes that are folded before inference. */
interface Uses {
  readonly kinds: Set<Use>;
  /** The index of the first node that uses it at inference. */
  first: number;
}

/** The uses of every constant value: from the last node to the first, so that what becomes of a node's outputs is known when its inputs' turn comes. */
function findUses(typed: TypedModel): ReadonlyMap<string, Uses> {
  const uses = new Map<string, Uses>();
  const usesOf = (value: string): Uses => {
    let found = uses.get(value);
    if (found === undefined) uses.set(value, found = { kinds: new Set(), first: Infinity });
    return found;
  };
  const scaled = findScaled(typed);
  const restored = new Set<string>(); // values that are made real numbers at inference, maybe after they were moved
  const isConstant = (value: string) => value !== "" && typed.values.get(value)?.constant === true;
  for (const { name } of typed.outputs) if (isConstant(name)) usesOf(name).kinds.add("operand");
  for (let index = typed.nodes.length - 1; index >= 0; index--) {
    const node = typed.nodes[index]!;
    if (makesOwnTensor(node)) continue;
    const folded = node.node.outputs.filter(isConstant).map(usesOf);
    for (const captured of node.runsBodies ? [] : usedValues(node.node).slice(node.node.inputs.length)) {
      if (!isConstant(captured)) continue;
      usesOf(captured).kinds.add("operand");
      usesOf(captured).first = Math.min(usesOf(captured).first, index);
    }
    const isRestored = restores(node) || (MOVES.has(node.node.op) && restored.has(node.node.outputs[0] ?? ""));
    if (isRestored) restored.add(node.node.inputs[0] ?? "");
    node.node.inputs.forEach((input, slot) => {
      if (!isConstant(input)) return;
      const { kinds } = usesOf(input);
      const isScale = node.node.op === "Mul" && scaled.has(node.node.inputs[1 - slot] ?? "");
      const use = isScale ? "constant" : isRestored && slot === 0 ? "parameter" : useAt(node, slot);
      if (use !== "operand" || folded.length === 0) kinds.add(use);
      else for (const later of folded) later.kinds.forEach((kind) => kinds.add(kind === "operand" && restores(node) ? "parameter" : kind));
      usesOf(input).first = Math.min(usesOf(input).first, ...(folded.length === 0 ? [index] : folded.map((later) => later.first)));
    });
  }
  return uses;
}

/** True for a node that makes real numbers of stored small integers: these stand for a parameter then. */
function restores({ node, binding }: TypedNode): boolean {
  if (node.op === "DequantizeLinear") return true;
  const type = binding?.inputs["input"]?.type;
  return node.op === "Cast" && type?.kind === "tensor" && type.dtype !== undefined && isInteger(type.dtype) && bitsOf(type.dtype)! <= 8;
}

/** An Identity by which the exporter gives a merged tensor its own name again. */
export function makesOwnTensor({ node }: TypedNode): boolean {
  return node.op === "Identity" && isOwnName(node.outputs[0] ?? "");
}

function useAt({ operator }: TypedNode, slot: number): Use {
  if (operator === undefined) return "operand";
  const mark = operator.inputs[Math.min(slot, operator.inputs.length - 1)];
  const name = mark === undefined ? "" : nameOf(mark);
  if (operator.shapeOperands?.includes(name)) return "constant";
  return operator.roles?.[name] ?? "operand";
}
