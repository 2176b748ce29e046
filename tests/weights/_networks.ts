/** A network of two layers as ONNX, and what it gives by arithmetic of our own. */
import { fileOf, onnx } from "../formats/onnx/_encode.ts";

/** Inputs, hidden units, outputs. */
export const SIZES = [8, 64, 4] as const;

type Weight = Float32Array<ArrayBuffer>;

/** The first layer's weight, the second's, and the second's bias. */
export function weightsOf(seed: number): { first: Weight; second: Weight; bias: Weight } {
  let state = seed;
  const next = () => ((state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31) - 0.5;
  const [inputs, hidden, outputs] = SIZES;
  return {
    first: Float32Array.from({ length: inputs * hidden }, next),
    second: Float32Array.from({ length: hidden * outputs }, next),
    bias: Float32Array.from({ length: outputs }, next),
  };
}

const { DataType } = onnx.TensorProto;

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.slice().buffer);
}

/** Where the weights stand: in the file as bytes, in the file as a list of numbers, or in `weights.bin` beside it. */
export type Placement = "raw" | "list" | "external";

/** The network's file, and the one beside it where there is one. */
export function networkOf(
  weights: ReturnType<typeof weightsOf>,
  placement: Placement,
): { model: Uint8Array<ArrayBuffer>; data: Uint8Array<ArrayBuffer> } {
  const [inputs, hidden, outputs] = SIZES;
  const all = {
    "fc1.weight": [weights.first, [inputs, hidden]],
    "fc2.weight": [weights.second, [hidden, outputs]],
    "fc2.bias": [weights.bias, [outputs]],
  } as const;
  let at = 0;
  const chunks: number[] = [];
  const initializer = Object.entries(all).map(([name, [values, dims]]) => {
    const tensor = { name, dims: [...dims], dataType: DataType.FLOAT };
    if (placement === "raw") return { ...tensor, rawData: bytesOf(values) };
    if (placement === "list") return { ...tensor, floatData: [...values] };
    const entries = { location: "weights.bin", offset: String(at), length: String(values.byteLength) };
    chunks.push(...bytesOf(values));
    at += values.byteLength;
    return { ...tensor, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) };
  });
  const value = (name: string, dims: number[]) => ({
    name,
    type: { tensorType: { elemType: DataType.FLOAT, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  const model = fileOf({
    name: "net",
    node: [
      { opType: "MatMul", input: ["x", "fc1.weight"], output: ["h"], name: "/fc1/MatMul" },
      { opType: "Relu", input: ["h"], output: ["r"], name: "/relu/Relu" },
      { opType: "Gemm", input: ["r", "fc2.weight", "fc2.bias"], output: ["y"], name: "/fc2/Gemm" },
    ],
    initializer,
    input: [value("x", [1, inputs])],
    output: [value("y", [1, outputs])],
  });
  return { model, data: Uint8Array.from(chunks) };
}

/** What the network gives for an input. */
export function outputsOf({ first, second, bias }: ReturnType<typeof weightsOf>, x: Float32Array): number[] {
  const [inputs, hidden, outputs] = SIZES;
  const h = Array.from(
    { length: hidden },
    (_, j) => Math.max(0, Array.from({ length: inputs }, (_, i) => x[i]! * first[i * hidden + j]!).reduce((a, b) => a + b)),
  );
  return Array.from({ length: outputs }, (_, k) => h.reduce((sum, value, j) => sum + value * second[j * outputs + k]!, bias[k]!));
}
