/** Which rows of a picture change an element, by pushing each row's change through the graph: slow, and written without the code that it checks. */
import type { TypedModel, TypedNode } from "../../lib/analysis/typed_model.ts";

/** The rows of the picture, as bits, that each position along `axis` changes with; one entry for a value without that axis. */
export interface Touched {
  readonly axis: number;
  readonly rows: readonly bigint[];
}

const union = (rows: readonly bigint[]) => rows.reduce((all, each) => all | each, 0n);

/** The values that a change of the first input's rows (axis 2) reaches. */
export function perturb(typed: TypedModel): Map<string, Touched> {
  const shapeOf = (name: string) => {
    const type = typed.values.get(name)?.type;
    return type?.kind === "tensor" && type.shape?.every((dim) => typeof dim === "number") ? type.shape as number[] : undefined;
  };
  const touched = new Map<string, Touched>();
  const input = typed.inputs[0]!.name;
  touched.set(input, { axis: 2, rows: Array.from({ length: shapeOf(input)![2]! }, (_, row) => 1n << BigInt(row)) });
  for (const node of typed.nodes) {
    const reached = node.node.inputs.flatMap((name) => touched.get(name) ?? []);
    const shape = shapeOf(node.node.outputs[0]!);
    if (reached.length === 0 || shape === undefined || typed.values.get(node.node.outputs[0]!)?.constant) continue;
    const [first] = reached as [Touched];
    const result = first.axis < 0 && reached.length === 1 ? first : push(node, reached, shape, shapeOf(node.node.inputs[0]!)!);
    if (result === undefined) continue;
    for (const output of node.node.outputs) touched.set(output, result);
  }
  return touched;
}

function push(node: TypedNode, reached: readonly Touched[], shape: number[], from: number[]): Touched | undefined {
  const { op, attributes } = node.node;
  const [{ axis, rows }] = reached as [Touched];
  const all = { axis: -1, rows: [union(reached.flatMap((each) => each.rows))] };
  const list = (name: string) => attributes.get(name) as number[] | undefined;
  const spatial = axis - 2;
  const [stride, dilation, begin] = [list("strides")?.[spatial] ?? 1, list("dilations")?.[spatial] ?? 1, list("pads")?.[spatial] ?? 0];
  const make = (length: number, taps: (place: number) => number[]): Touched => ({
    axis,
    rows: Array.from({ length }, (_, place) => union(taps(place).map((at) => rows[at] ?? 0n))),
  });
  const count = (length: number) => Array.from({ length }, (_, index) => index);
  const kernel = list("kernel_shape")?.[spatial] ?? 1;
  switch (op) {
    case "Conv":
    case "MaxPool":
    case "AveragePool":
      return make(shape[axis]!, (place) => count(kernel).map((tap) => place * stride - begin + tap * dilation));
    case "ConvTranspose":
      return make(
        shape[axis]!,
        (place) => count(from[axis]!).filter((at) => count(kernel).some((tap) => at * stride - begin + tap * dilation === place)),
      );
    case "Resize": // linear, the centres of pixels on a line
      return make(shape[axis]!, (place) => {
        const at = (place + 0.5) * from[axis]! / shape[axis]! - 0.5;
        return [Math.floor(at), Math.ceil(at)].map((each) => Math.min(from[axis]! - 1, Math.max(0, each)));
      });
    case "Pad":
      return make(shape[axis]!, (place) => [place - Number(node.binding!.inputs["pads"]!.elements![axis])]);
    case "Slice": {
      const axes = node.binding!.inputs["axes"]!.elements!.map(Number);
      const at = axes.indexOf(axis);
      return at < 0 ? reached[0] : make(shape[axis]!, (place) => [place + Number(node.binding!.inputs["starts"]!.elements![at])]);
    }
    case "Transpose":
      return { axis: list("perm")!.indexOf(axis), rows };
    case "Reshape":
    case "Flatten": {
      const to = shape.length - (from.length - axis); // counted from the end, where channels are shuffled in front of it
      return shape[to] === rows.length && rows.length > 1 ? { axis: to, rows } : all;
    }
    case "GlobalAveragePool":
      return all;
    case "ReduceMean":
      return list("axes")!.some((each) => (each + from.length) % from.length === axis) ? all : reached[0];
    case "Gemm":
      return all;
    case "MatMul":
      return axis === from.length - 1 ? all : reached[0];
    default: { // element by element, one row stretched over all where a value has no more
      const longest = reached.toSorted((a, b) => b.rows.length - a.rows.length)[0]!;
      return {
        axis: longest.axis,
        rows: longest.rows.map((_, place) => union(reached.map((each) => each.rows[each.rows.length === 1 ? 0 : place]!))),
      };
    }
  }
}

/** From the first to the last of the rows; 0 for none. */
export function extent(rows: bigint): number {
  return rows === 0n ? 0 : rows.toString(2).length - firstRow(rows);
}

/** The first of the rows. */
export function firstRow(rows: bigint): number {
  const bits = rows.toString(2);
  return bits.length - 1 - bits.lastIndexOf("1");
}
