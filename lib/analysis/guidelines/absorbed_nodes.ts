/**
 * Nodes that no runtime runs as they stand: it takes them into the layers around them when it loads the network.
 *
 * @module
 */
import type { TypedModel, TypedNode, TypedValue } from "../typed_model.ts";

/**
 * For each such node, the value that stands in place of its output:
 *
 * - behind a convolution that nobody else reads, a BatchNormalization, or a Mul or Add by one stored number for each channel: they go into the weights and the
 *   bias (of the 447 in the zoo that were looked at in profiles of onnxruntime 1.30, none had a kernel of its own);
 * - pairs of QuantizeLinear and DequantizeLinear, which say where integers are meant.
 */
export function absorbedNodes({ nodes, values, outputs }: TypedModel): Map<TypedNode, string> {
  const isStored = (value: string) => value === "" || values.get(value)?.constant === true;
  const makers = new Map(nodes.flatMap((node) => node.node.outputs.map((output) => [output, node] as const)));
  const users = Map.groupBy(nodes.flatMap((node) => node.node.inputs.map((input) => ({ input, node }))), ({ input }) => input);
  const handedOn = new Set(outputs.map(({ name }) => name));
  const isOnly = (value: string) => !handedOn.has(value) && users.get(value)!.length === 1;
  const absorbed = new Map<TypedNode, string>();
  const isConv = (value: string): boolean => {
    const maker = makers.get(value);
    return maker !== undefined && isOnly(value) &&
      (maker.node.op === "Conv" || (absorbed.has(maker) && maker.node.op !== "DequantizeLinear" && maker.node.op !== "QuantizeLinear"));
  };
  for (const node of nodes) {
    const { op, inputs, outputs: [made] } = node.node;
    const running = inputs.filter((value) => !isStored(value));
    if (made === undefined || isStored(made) || running.length !== 1) continue;
    const taken = running[0]!;
    const isAbsorbed = op === "BatchNormalization"
      ? isConv(taken)
      : op === "Mul" || op === "Add"
      ? isConv(taken) && inputs.some((value) => value !== taken && isOneForEachChannel(values.get(value), values.get(taken)))
      : op === "DequantizeLinear"
      ? makers.get(taken)?.node.op === "QuantizeLinear"
      : op === "QuantizeLinear" && !handedOn.has(made) && (users.get(made) ?? []).every((user) => user.node.node.op === "DequantizeLinear");
    if (isAbsorbed) absorbed.set(node, taken);
  }
  return absorbed;
}

/** True for `[channels, 1, 1]` or `[1, channels, 1, 1]` beside a map of as many channels. */
function isOneForEachChannel(stored: TypedValue | undefined, map: TypedValue | undefined): boolean {
  if (stored?.type?.kind !== "tensor" || map?.type?.kind !== "tensor") return false;
  const [shape, whole] = [stored.type.shape, map.type.shape];
  if (shape === undefined || whole === undefined) return false;
  const aligned = [...Array(Math.max(0, whole.length - shape.length)).fill(1), ...shape];
  return aligned.every((size, axis) => size === (axis === 1 ? whole[1] : 1));
}
