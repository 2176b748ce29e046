import { assert, assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import { symbol } from "../../../lib/model/dim.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";
import { bytesField, fileOf, type GraphMembers, handMadeFile, numberField, onnx, readBytes, readGraph, varint } from "./_encode.ts";

type TensorMembers = NonNullable<GraphMembers["initializer"]>[number];
const { DataType } = onnx.TensorProto;

async function readTensor(tensor: TensorMembers): Promise<Tensor> {
  const { initializers } = await readGraph({ initializer: [{ name: "t", ...tensor }] });
  return initializers.get("t")!;
}

/** Reads a tensor whose data is written by hand. */
async function readByHand(dtype: number, dims: readonly number[], data: readonly number[]): Promise<Tensor> {
  const tensor = [...dims.flatMap((dim) => numberField(1, dim)), ...numberField(2, dtype), ...bytesField(8, "t"), ...data];
  return (await readBytes(handMadeFile(bytesField(5, tensor)))).graph.initializers.get("t")!;
}

function bytesOf(array: { readonly buffer: ArrayBuffer }): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer);
}

Deno.test("raw data: elements, place and bytes", async () => {
  const rawData = bytesOf(Float32Array.of(1.5, -2, 0, 4));
  const bytes = fileOf({ initializer: [{ name: "w", dims: [2, 2], dataType: DataType.FLOAT, rawData }] });
  const tensor = (await readBytes(bytes)).graph.initializers.get("w")!;
  assertEquals([tensor.name, tensor.dtype, tensor.shape, tensor.byteLength], ["w", "float32", [2, 2], 16]);
  assertEquals(tensor.elements, [1.5, -2, 0, 4]);
  const { offset, ...place } = tensor.storage!;
  assertEquals(place, { source: "net.onnx", byteLength: 16, external: false });
  assertEquals(bytes.slice(offset, offset + 16), rawData);
  assertEquals(await tensor.load(), rawData);
});

// What each typed field holds for each type: onnx.proto's comments on `int32_data` and its neighbours.
const TYPED: readonly [string, TensorMembers, readonly unknown[], { readonly buffer: ArrayBuffer }][] = [
  ["float_data", { dataType: DataType.FLOAT, floatData: [1.5, -2] }, [1.5, -2], Float32Array.of(1.5, -2)],
  ["double_data", { dataType: DataType.DOUBLE, doubleData: [0.1, -2] }, [0.1, -2], Float64Array.of(0.1, -2)],
  ["int32_data", { dataType: DataType.INT32, int32Data: [-70000, 5] }, [-70000, 5], Int32Array.of(-70000, 5)],
  ["int32_data of int8", { dataType: DataType.INT8, int32Data: [-128, 127] }, [-128, 127], Int8Array.of(-128, 127)],
  ["int32_data of uint8", { dataType: DataType.UINT8, int32Data: [255, 0] }, [255, 0], Uint8Array.of(255, 0)],
  ["int32_data of int16", { dataType: DataType.INT16, int32Data: [-300, 7] }, [-300, 7], Int16Array.of(-300, 7)],
  ["int32_data of bool", { dataType: DataType.BOOL, int32Data: [1, 0] }, [1, 0], Uint8Array.of(1, 0)],
  ["int32_data of float16", { dataType: DataType.FLOAT16, int32Data: [0x3c00, 0xc000] }, [1, -2], Uint16Array.of(0x3c00, 0xc000)],
  ["int32_data of bfloat16", { dataType: DataType.BFLOAT16, int32Data: [0x3f80, 0xc000] }, [1, -2], Uint16Array.of(0x3f80, 0xc000)],
  ["int64_data", { dataType: DataType.INT64, int64Data: [-1, 2 ** 40] }, [-1, 2 ** 40], BigInt64Array.of(-1n, 2n ** 40n)],
  ["uint64_data", { dataType: DataType.UINT64, uint64Data: [3, 2 ** 40] }, [3, 2 ** 40], BigUint64Array.of(3n, 2n ** 40n)],
  ["uint64_data of uint32", { dataType: DataType.UINT32, uint64Data: [2 ** 32 - 1, 1] }, [2 ** 32 - 1, 1], Uint32Array.of(2 ** 32 - 1, 1)],
];
for (const [name, members, elements, loaded] of TYPED) {
  Deno.test(`typed data: ${name}`, async () => {
    const tensor = await readTensor({ dims: [2], ...members });
    assertEquals([tensor.elements, tensor.byteLength], [[...elements] as typeof tensor.elements, loaded.buffer.byteLength]);
    assertEquals(await tensor.load(), bytesOf(loaded));
  });
}

Deno.test("whole numbers of 64 bits are exact", async () => {
  const rawData = bytesOf(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)));
  const { elements } = await readTensor({ dims: [2], dataType: DataType.INT64, rawData });
  assertEquals(elements!.map(String), ["9223372036854775807", "-9223372036854775808"]);
  assert(elements![0] !== symbol("9223372036854775807"));
});

Deno.test("types that are newer than onnx-proto, raw and typed", async () => {
  const packed = [0x8f, 0x07];
  const typed = bytesField(5, packed.flatMap(varint));
  assertEquals((await readByHand(22, [3], bytesField(9, packed))).elements, [-1, -8, 7]);
  assertEquals((await readByHand(22, [3], typed)).elements, [-1, -8, 7]);
  assertEquals(await (await readByHand(22, [3], typed)).load(), Uint8Array.from(packed));
  const cases: [number, string, number, number[], number[]][] = [
    [17, "float8e4m3fn", 1, [0x7e], [448]],
    [18, "float8e4m3fnuz", 1, [0x7f], [240]],
    [19, "float8e5m2", 1, [0x7b], [57344]],
    [20, "float8e5m2fnuz", 1, [0x7f], [57344]],
    [21, "uint4", 2, [0x8f], [15, 8]],
    [23, "float4e2m1", 2, [0xf1], [0.5, -6]],
    [24, "float8e8m0", 1, [128], [2]],
    [25, "uint2", 4, [0xe4], [0, 1, 2, 3]],
    [26, "int2", 4, [0xe4], [0, 1, -2, -1]],
  ];
  for (const [number, dtype, count, raw, elements] of cases) {
    const tensor = await readByHand(number, [count], bytesField(9, raw));
    assertEquals<unknown>([tensor.dtype, tensor.elements], [dtype, elements]);
  }
});

Deno.test("texts", async () => {
  const stringData = ["", "a", "☃"].map((text) => new TextEncoder().encode(text));
  const tensor = await readTensor({ dims: [3], dataType: DataType.STRING, stringData });
  assertEquals([tensor.dtype, tensor.elements, tensor.storage], ["string", ["", "a", "☃"], undefined]);
  assertEquals(new TextDecoder().decode(await tensor.load()), "\0a\0☃\0");
});

Deno.test("data that is not in the packed form, or in several pieces", async () => {
  const loose = [...numberField(7, 1), ...numberField(7, -1), ...bytesField(7, [5, 6])];
  const tensor = await readByHand(7, [4], loose);
  assertEquals(tensor.elements, [1, -1, 5, 6]);
  assertEquals(await tensor.load(), bytesOf(BigInt64Array.of(1n, -1n, 5n, 6n)));
  const float = (value: number) => [4 << 3 | 5, ...bytesOf(Float32Array.of(value))];
  assertEquals((await readByHand(1, [2], [...float(0.5), ...float(2)])).elements, [0.5, 2]);
});

Deno.test("complex elements are not known", async () => {
  const tensor = await readTensor({ dims: [1], dataType: DataType.COMPLEX64, floatData: [1, 2] });
  assertEquals([tensor.elements, tensor.byteLength], [[undefined], 8]);
});

Deno.test("scalars and empty tensors", async () => {
  assertEquals((await readTensor({ dims: [], dataType: DataType.INT64, int64Data: [7] })).elements, [7]);
  assertEquals((await readTensor({ dims: [0], dataType: DataType.FLOAT })).elements, []);
});

Deno.test("tensors of up to 1 KiB are decoded, larger ones left where they are", async () => {
  const small = await readTensor({ dims: [256], dataType: DataType.FLOAT, rawData: new Uint8Array(1024) });
  const large = await readTensor({ dims: [257], dataType: DataType.FLOAT, rawData: new Uint8Array(1028) });
  assertEquals([small.elements?.length, large.elements], [256, undefined]);
  assertEquals(large.storage!.byteLength, 1028);
  // A negative number takes ten bytes in the file and eight in memory.
  const negative = await readTensor({ dims: [128], dataType: DataType.INT64, int64Data: Array(128).fill(-1) });
  assertEquals(negative.elements, Array(128).fill(-1));
});

Deno.test("a tensor whose data does not fit its shape is kept, and cannot be loaded", async () => {
  for (const rawData of [new Uint8Array(7), new Uint8Array(9), new Uint8Array(0)]) {
    const tensor = await readTensor({ dims: [2], dataType: DataType.FLOAT, rawData });
    assertEquals([tensor.shape, tensor.elements, tensor.byteLength], [[2], undefined, 8]);
    const error = await assertRejects(() => tensor.load(), FormatSyntaxError, 'Cannot load the tensor "t" of net.onnx');
    assertEquals(error.path, "net.onnx");
  }
  const missing = await readTensor({ dims: [2], dataType: DataType.FLOAT });
  await assertRejects(() => missing.load(), FormatSyntaxError, "has no data");
  const endless = await readTensor({ dims: [2 ** 40], dataType: DataType.INT64, int64Data: [1] });
  await assertRejects(() => endless.load(), FormatSyntaxError, "take 8796093022208 bytes, the file has 1");
});

Deno.test("a sparse initializer bears the name of its values", async () => {
  const values = { name: "sp", dims: [2], dataType: DataType.FLOAT, floatData: [1, 2] };
  const indices = { dims: [2, 2], dataType: DataType.INT64, int64Data: [0, 1, 2, 0] };
  const { initializers } = await readGraph({ sparseInitializer: [{ dims: [3, 2], values, indices }] });
  const tensor = initializers.get("sp")!;
  assertEquals([tensor.dtype, tensor.shape, tensor.elements, tensor.byteLength], ["float32", [3, 2], undefined, 8 + 32]);
  assertEquals([tensor.sparse!.values.elements, tensor.sparse!.indices.shape], [[1, 2], [2, 2]]);
  await assertRejects(() => tensor.load(), TypeError, "sparse.values");
});

Deno.test("what no tensor can have is refused", async () => {
  await assertRejects(() => readTensor({ dims: [2, -1], dataType: 1 }), FormatSyntaxError, '"t" has a negative dimension: [2,-1]');
  await assertRejects(() => readTensor({ dims: [1], dataType: 99 as never }), FormatSyntaxError, "element type 99");
  await assertRejects(() => readTensor({ dims: Array(65).fill(1), dataType: 1 }), FormatSyntaxError, "65 dimensions");
});
