/**
 * Gives tensors that an exporter has transposed or folded, and so lost the names of, PyTorch's names again: `onnx::MatMul_123` is
 * `encoder.layers.0.linear1.weight` where the only matrix product of the module `encoder.layers.0.linear1` takes it.
 *
 * @module
 */
import { lookUp } from "../../model/look_up.ts";
import { namedInputs } from "../named_operands.ts";
import { isAnonymous, isOwnName, type RecoveredName, type StoredTensor, type StoredTensors } from "../stored_tensors.ts";
import type { TypedModel, TypedNode } from "../typed_model.ts";
import { joinPath, parentOf } from "./dialect.ts";
import { Leaf } from "./leaf/leaf.ts";
import { describeLeaf } from "./leaf/mod.ts";
import type { Placement } from "./place_nodes.ts";

/** What PyTorch calls the tensors that an operator takes. */
const SLOTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BatchNormalization: { scale: "weight", B: "bias", input_mean: "running_mean", input_var: "running_var" },
  Conv: { W: "weight", B: "bias" },
  ConvTranspose: { W: "weight", B: "bias" },
  Gather: { data: "weight" },
  Gemm: { B: "weight", C: "bias" },
  GRU: { W: "weight_ih_l", R: "weight_hh_l" },
  GroupNormalization: { scale: "weight", bias: "bias" },
  InstanceNormalization: { scale: "weight", B: "bias" },
  LayerNormalization: { Scale: "weight", B: "bias" },
  LSTM: { W: "weight_ih_l", R: "weight_hh_l" },
  MatMul: { B: "weight" },
  PRelu: { slope: "weight" },
  RMSNormalization: { scale: "weight" },
  RNN: { W: "weight_ih_l", R: "weight_hh_l" },
};

/** Operators for which exporters pack a layer's weights: an axis of directions in front, and the gates in the standard's order. */
const RECURRENT = new Set(["GRU", "LSTM", "RNN"]);

/**
 * Which of the standard's gates stands where in PyTorch: LSTM's input, output, forget, cell as input, forget, cell, output; GRU's update, reset, hidden
 * as reset, update, new. Sources: the standard's pages of both operators; `torch/nn/modules/rnn.py` of PyTorch 2.5.
 */
const GATES: Readonly<Record<string, readonly number[]>> = { LSTM: [0, 2, 3, 1], GRU: [1, 0, 2] };

/** Classes whose tensors have these names. */
const NAMED = /^(Conv|BatchNorm|InstanceNorm|GroupNorm|LayerNorm|RMSNorm|Linear|Embedding|PReLU|LSTM|GRU|RNN)/;

/** How PyTorch's exporter begins the names of tensors that it has computed itself; others keep theirs. */
const COMPUTED = "onnx::";

/** A place where a stored tensor is used, with the name that PyTorch has for what stands there. */
interface Slot {
  readonly tensor: StoredTensor;
  readonly node: TypedNode;
  readonly name: string;
  readonly transposed: boolean;
  readonly packed: boolean;
}

/** The stored tensors with the names that could be recovered, and with the further names of shared ones. */
export function recoverNames(typed: TypedModel, stored: StoredTensors, placement: Placement): StoredTensors {
  const taken = new Set(stored.all.map(({ name }) => name));
  const keepsNames = stored.all.some(({ role, name }) => role === "parameter" && isOwnName(name));
  const names = new Map<StoredTensor, { name: string; recovered: RecoveredName }>();
  const aliases = new Map<StoredTensor, string[]>();
  for (const tensor of stored.all) {
    const marked = tensor.role === "parameter" ? /^(.+\.\w+?)_(quantized|transposed)$/.exec(tensor.name) : null;
    if (marked === null || taken.has(marked[1]!) || isAnonymous(marked[1]!)) continue;
    names.set(tensor, { name: marked[1]!, recovered: { from: tensor.name, transposed: marked[2] === "transposed" } });
    taken.add(marked[1]!);
  }
  for (const slot of slotsOf(typed, stored, placement)) {
    const { tensor, name } = slot;
    if (taken.has(name)) continue;
    if (isAnonymous(tensor.name)) {
      if (names.has(tensor)) continue;
      const folded = (keepsNames || tensor.name.startsWith(COMPUTED)) && isFoldedConv(slot, stored);
      names.set(tensor, {
        name,
        recovered: {
          from: tensor.name,
          transposed: slot.transposed,
          ...(folded && { folded }),
          ...(slot.packed && { packed: true, ...packedGates(slot.node) }),
        },
      });
    } else if (isOwnName(tensor.name) && isElsewhere(parentOf(name), parentOf(tensor.name))) {
      aliases.set(tensor, [...aliases.get(tensor) ?? [], name]);
    } else continue;
    taken.add(name);
  }
  if (names.size === 0 && aliases.size === 0) return stored;
  const renamed = new Map(stored.all.map((tensor) => [tensor, {
    ...tensor,
    ...names.get(tensor),
    ...(aliases.has(tensor) && { aliases: aliases.get(tensor)! }),
  }]));
  return {
    all: [...renamed.values()],
    rootOf: (value) => {
      const root = stored.rootOf(value);
      return root && renamed.get(root);
    },
  };
}

function packedGates({ node }: TypedNode): Pick<RecoveredName, "gates"> {
  const gates = GATES[node.op];
  return gates === undefined ? {} : { gates };
}

/** True for modules of which neither holds the other. */
function isElsewhere(path: string, owner: string): boolean {
  return path !== owner && owner !== "" && !path.startsWith(`${owner}.`) && !owner.startsWith(`${path}.`);
}

/** Neither weight nor bias of a convolution loses its name but when the exporter folds a normalization into both. */
function isFoldedConv({ node }: Slot, stored: StoredTensors): boolean {
  if (node.operator === undefined || (node.node.op !== "Conv" && node.node.op !== "ConvTranspose")) return false;
  const operands = new Map(namedInputs(node.operator, node.node.inputs));
  return ["W", "B"].every((name) => {
    const tensor = stored.rootOf(operands.get(name) ?? "");
    return tensor !== undefined && isAnonymous(tensor.name);
  });
}

/** Every place where a module's own words say what stands there. */
function* slotsOf(typed: TypedModel, stored: StoredTensors, { paths, spoken }: Placement): Generator<Slot> {
  const flow = new Flow(typed, stored);
  for (const [path, indices] of Map.groupBy(spoken, (index) => paths[index]!)) {
    const nodes = indices.map((index) => typed.nodes[index]!);
    const { type } = describeLeaf(Leaf.of(nodes, new Map(), typed, stored));
    const named = path !== "" && NAMED.test(type);
    const layers = nodes.filter(({ node }) => node.op === type);
    for (const node of nodes) {
      const partner = flow.weightBesideBias(node);
      if (partner !== undefined) yield partner;
      if (named) {
        for (const { tensor, name, value } of namesIn(node, type, stored)) {
          const packed = RECURRENT.has(node.node.op);
          if (packed && tensor.tensor.shape[0] !== 1) continue; // both directions of a layer are one tensor then
          const transposed = name === "weight" && flow.isTransposed(node, value);
          yield { tensor, node, name: joinPath(path, packed ? `${name}${layers.indexOf(node)}` : name), transposed, packed };
        }
      }
    }
  }
}

/** What PyTorch calls the stored tensors that a node of a module of that type takes. */
function namesIn(
  { node, operator }: TypedNode,
  type: string,
  stored: StoredTensors,
): { tensor: StoredTensor; name: string; value: string }[] {
  const scaled = /^(Linear|LayerNorm|GroupNorm|RMSNorm)/.test(type);
  const around = type === "GroupNorm" && node.op === "InstanceNormalization";
  const inputs = operator === undefined || around ? [] : namedInputs(operator, node.inputs);
  return inputs.flatMap(([declared, value]) => {
    const tensor = stored.rootOf(value);
    const scale = scaled ? { Add: "bias", Mul: "weight" }[node.op] : undefined;
    const name = lookUp(lookUp(SLOTS, node.op) ?? {}, declared) ?? scale;
    return tensor === undefined || name === undefined || tensor.role === "constant" ? [] : [{ tensor, name, value }];
  });
}

/** How values come from stored tensors and where they go. */
class Flow {
  readonly #makers = new Map<string, TypedNode>();
  readonly #sums = new Map<string, TypedNode>();
  readonly #stored: StoredTensors;

  constructor({ nodes }: TypedModel, stored: StoredTensors) {
    this.#stored = stored;
    for (const node of nodes) {
      for (const output of node.node.outputs) this.#makers.set(output, node);
      if (node.node.op === "Add") { for (const input of node.node.inputs) this.#sums.set(input, node); }
    }
  }

  /** The weight of a product to which a bias with a name of its own is added: `in_proj_bias` tells of `in_proj_weight`. */
  weightBesideBias(node: TypedNode): Slot | undefined {
    if (node.node.op !== "MatMul") return undefined;
    const value = node.node.inputs[1] ?? "";
    const tensor = this.#stored.rootOf(value);
    const sum = this.#sums.get(node.node.outputs[0] ?? "");
    const biases = sum?.node.inputs.flatMap((input) => this.#stored.rootOf(input)?.name ?? []) ?? [];
    const bias = biases.find((name) => isOwnName(name) && /[._]bias$/.test(name));
    if (tensor === undefined || bias === undefined) return undefined;
    return { tensor, node, name: bias.replace(/bias$/, "weight"), transposed: this.isTransposed(node, value), packed: false };
  }

  /** True where the file stores a weight the other way round than PyTorch, which has a row for each output. */
  isTransposed(node: TypedNode, value: string): boolean {
    if (node.node.op !== "MatMul" && node.node.op !== "Gemm") return false;
    let turned = node.node.op === "Gemm" && node.binding?.attributes.transB === 1;
    for (let at = this.#makers.get(value); at !== undefined; at = this.#makers.get(at.node.inputs[0] ?? "")) {
      if (at.node.op === "Transpose") turned = !turned;
    }
    return !turned;
  }
}
