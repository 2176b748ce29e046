/** Products with weights in few bits, against DequantizeLinear and MatMul (onnxruntime, docs/ContribOperators.md). */
import type { Filled } from "../../../_onnxruntime.ts";
import { halves } from "./_halves.ts";
import { bytes, fill, floats, integers, pair } from "./_pair.ts";

const [K, N, BLOCK] = [64, 6, 16];
const BLOCKS = K / BLOCK;

for (const bits of [4, 8]) {
  const top = 2 ** bits - 1;
  const codes = fill(integers("uint8", [N, K], 0, top), `codes of ${bits} bits`);
  const zeros = fill(integers("uint8", [N, BLOCKS], top / 3, 2 * top / 3), `zeros of ${bits} bits`);
  const scales = fill(floats([N, BLOCKS], 0.01, 0.1), "scales");
  const shape = [N, BLOCKS, BLOCK * bits / 8];
  const packed = bits === 4 ? halves(codes, shape) : { ...codes, dims: shape };
  const packedZeros = bits === 4 ? halves(zeros, [N, BLOCKS / 2]) : zeros;
  pair(`MatMulNBits of ${bits} bits with zero points and bias`, {
    inputs: { A: floats(["batch", 3, K]) },
    weights: { bias: floats([N]) },
    fused(graph, { A, bias }) {
      const inputs = [A, graph.stored(packed), graph.stored(scales), graph.stored(packedZeros), "", bias];
      return graph.node("com.microsoft:MatMulNBits", inputs, { K, N, bits, block_size: BLOCK });
    },
    unfused(graph, { A, bias }) {
      const stored = [codes, scales, zeros].map((tensor) => graph.stored(tensor));
      const B = graph.node("Transpose", [graph.node("DequantizeLinear", stored, { axis: 1, block_size: BLOCK })]);
      return graph.node("Add", [graph.node("MatMul", [A, B]), bias]);
    },
  });
}

const codes = fill(integers("uint8", [N, K], 0, 15), "codes");

pair("MatMulNBits around the middle of the range", {
  inputs: { A: floats(["batch", 3, K]) },
  weights: { scales: floats([N, BLOCKS], 0.01, 0.1) },
  fused: (graph, { A, scales }) =>
    graph.node("com.microsoft:MatMulNBits", [A, graph.stored(halves(codes, [N, BLOCKS, BLOCK / 2])), scales], { K, N, block_size: BLOCK }),
  unfused(graph, { A, scales }) {
    const zeros = graph.stored({ dtype: "uint8", dims: [N, BLOCKS], data: new Uint8Array(N * BLOCKS).fill(8) });
    const B = graph.node("DequantizeLinear", [graph.stored(codes), scales, zeros], { axis: 1, block_size: BLOCK });
    return graph.node("MatMul", [A, graph.node("Transpose", [B])]);
  },
});

/** The quantiles of the normal distribution that NF4's codes stand for (Dettmers et al., 2023, appendix E). */
const NF4 = [
  [-1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334],
  [-0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224],
  [0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1],
].flat();

pair("MatMulBnb4 of NF4", {
  inputs: { A: floats(["batch", 3, K]) },
  weights: { absmax: floats([N * BLOCKS], 0.1, 1) },
  fused(graph, { A, absmax }) {
    const B = graph.stored(halves(codes, [N * K / 2], true));
    return graph.node("com.microsoft:MatMulBnb4", [A, B, absmax], { K, N, block_size: BLOCK, quant_type: 1 });
  },
  unfused(graph, { A, absmax }) {
    const real = graph.node("Gather", [graph.reals(NF4), graph.stored(codes32(codes, [N * BLOCKS, BLOCK]))]);
    const scaled = graph.node("Mul", [real, graph.node("Unsqueeze", [absmax, graph.list(1)])]);
    return graph.node("MatMul", [A, graph.node("Transpose", [graph.node("Reshape", [scaled, graph.list(N, K)])])]);
  },
});

function codes32({ data }: Filled, dims: readonly number[]): Filled {
  return { dtype: "int32", dims, data: Int32Array.from(data, Number) };
}

const rows = fill(bytes(20, 16), "rows");

pair("GatherBlockQuantized of bytes", {
  inputs: { indices: integers("int64", ["batch", 3], 0, 19) },
  weights: { scales: floats([20, 1], 0.01, 0.1), zeros: bytes(20, 1) },
  fused: (graph, { indices, scales, zeros }) =>
    graph.node("com.microsoft:GatherBlockQuantized", [graph.stored(rows), indices, scales, zeros], { bits: 8, block_size: 16 }),
  unfused(graph, { indices, scales, zeros }) {
    const [row, scale, zero] = [graph.stored(rows), scales, zeros].map((table) => graph.node("Gather", [table, indices]));
    return graph.node("DequantizeLinear", [row!, scale!, zero!], { axis: 2, block_size: 16 });
  },
});

const cube = fill(bytes(4, 3, 32), "cube");
const table = fill(integers("uint8", [20, 32], 0, 15), "table");

pair("GatherBlockQuantized of 4 bits", {
  inputs: { indices: integers("int64", ["batch", 3], 0, 19) },
  weights: { scales: floats([20, 2], 0.01, 0.1) },
  fused: (graph, { indices, scales }) =>
    graph.node("com.microsoft:GatherBlockQuantized", [graph.stored(halves(table, [20, 16])), indices, scales], { block_size: 16 }),
  unfused(graph, { indices, scales }) {
    const [row, scale] = [graph.stored(table), scales].map((table) => graph.node("Gather", [table, indices]));
    const zeros = graph.node("Expand", [graph.byte(8), graph.node("Shape", [scale!])]);
    return graph.node("DequantizeLinear", [row!, scale!, zeros], { axis: 2, block_size: 16 });
  },
});

pair("GatherBlockQuantized along the quantized axis' neighbour", {
  inputs: { indices: integers("int64", ["batch"], 0, 3) },
  weights: { scales: floats([4, 3, 2], 0.01, 0.1), zeros: bytes(4, 3, 2) },
  fused: (graph, { indices, scales, zeros }) => {
    const attributes = { bits: 8, block_size: 16, gather_axis: 0, quantize_axis: 2 };
    return graph.node("com.microsoft:GatherBlockQuantized", [graph.stored(cube), indices, scales, zeros], attributes);
  },
  unfused(graph, { indices, scales, zeros }) {
    const [row, scale, zero] = [graph.stored(cube), scales, zeros].map((table) => graph.node("Gather", [table, indices]));
    return graph.node("DequantizeLinear", [row!, scale!, zero!], { axis: 2, block_size: 16 });
  },
});

pair("GatherBlockQuantized of a type of 4 bits", {
  inputs: { indices: integers("int64", ["batch", 3], 0, 19) },
  weights: { scales: floats([20, 2], 0.01, 0.1) },
  fused(graph, { indices, scales }) {
    const data: Filled = { ...halves(table, [20, 32]), dtype: "uint4" };
    return graph.node("com.microsoft:GatherBlockQuantized", [graph.stored(data), indices, scales], { block_size: 16 });
  },
  unfused(graph, { indices, scales }) {
    const [row, scale] = [graph.stored(table), scales].map((table) => graph.node("Gather", [table, indices]));
    return graph.node("DequantizeLinear", [row!, scale!], { axis: 2, block_size: 16 });
  },
});

/** A block of 32 of a column: its scale as a real number, then 16 bytes, each with an element and the one 16 places on (mlas, `Q4Gemm`). */
function symmetricBlocks(codes: Filled, scales: Filled): Filled {
  const blocks = scales.data.length;
  const data = new Uint8Array(blocks * 20);
  for (let block = 0; block < blocks; block++) {
    new DataView(data.buffer).setFloat32(20 * block, Number(scales.data[block]), true);
    for (let place = 0; place < 16; place++) {
      const [low, high] = [Number(codes.data[32 * block + place]), Number(codes.data[32 * block + place + 16])];
      data[20 * block + 4 + place] = low | high << 4;
    }
  }
  return { dtype: "uint8", dims: [data.length], data };
}

const scalesOf32 = fill(floats([N, K / 32], 0.01, 0.1), "scales of 32");

pair("MatMulFpQ4", {
  inputs: { A: floats(["batch", 3, K]) },
  fused: (graph, { A }) =>
    graph.node("com.microsoft:MatMulFpQ4", [A, graph.stored(symmetricBlocks(codes, scalesOf32)), graph.list(K, N)], { blk_quant_type: 0 }),
  unfused(graph, { A }) {
    const zeros = graph.stored({ dtype: "uint8", dims: [N, K / 32], data: new Uint8Array(N * K / 32).fill(8) });
    const B = graph.node("DequantizeLinear", [graph.stored(codes), graph.stored(scalesOf32), zeros], { axis: 1, block_size: 32 });
    return graph.node("MatMul", [A, graph.node("Transpose", [B])]);
  },
});
