import { assert, assertEquals, assertThrows } from "@std/assert";
import { encodeArray } from "../../lib/bytes/encode_array.ts";
import { byteLengthOf, decodeScalars, type ScalarType } from "../../lib/bytes/scalars.ts";
import { decodeArray, viewArray } from "../../lib/bytes/typed_array.ts";

const CODED: readonly [ScalarType, bits: number, array: new (length: number) => object][] = [
  ["float16", 16, Float32Array],
  ["bfloat16", 16, Float32Array],
  ["float8e4m3fn", 8, Float32Array],
  ["float8e4m3fnuz", 8, Float32Array],
  ["float8e5m2", 8, Float32Array],
  ["float8e5m2fnuz", 8, Float32Array],
  ["float8e8m0", 8, Float32Array],
  ["float4e2m1", 4, Float32Array],
  ["int4", 4, Int8Array],
  ["uint4", 4, Uint8Array],
  ["int2", 2, Int8Array],
  ["uint2", 2, Uint8Array],
];

/** Every code of a type, in order, as stored. */
function allCodes(bits: number): Uint8Array {
  if (bits === 16) return new Uint8Array(Uint16Array.from({ length: 1 << 16 }, (_, code) => code).buffer);
  const perByte = 8 / bits;
  return Uint8Array.from({ length: (1 << bits) / perByte }, (_, byte) => {
    let packed = 0;
    for (let index = 0; index < perByte; index++) packed |= (byte * perByte + index) << (index * bits);
    return packed;
  });
}

for (const [type, bits, Array] of CODED) {
  Deno.test(`${type}: every code is decoded as by decodeScalars(), and every number goes back to its code`, () => {
    const bytes = allCodes(bits);
    const decoded = decodeArray(type, bytes, 1 << bits);
    assert(decoded instanceof Array);
    assertEquals([...decoded], decodeScalars(type, bytes, 1 << bits) as number[]);
    const again = decodeArray(type, encodeArray(type, decoded), 1 << bits);
    assertEquals([...again], [...decoded]);
  });
}

Deno.test("float16 and bfloat16 round to the nearest as the platform's arrays do", () => {
  const values = Array.from({ length: 20_000 }, (_, index) => (Math.random() - 0.5) * 2 ** (index % 40 - 25));
  const view = new DataView(new ArrayBuffer(4));
  const halves = values.map((value) => (view.setFloat16(0, value), view.getFloat16(0)));
  assertEquals([...decodeArray("float16", encodeArray("float16", values), values.length)], halves);
});

Deno.test("numbers between two codes, and beyond the last", () => {
  const encode = (type: ScalarType, ...values: number[]) => [...decodeArray(type, encodeArray(type, values), values.length)];
  // Ties go to the even code (IEEE 754); 65520 is the first that is nearer to 2^16 than to 65504.
  assertEquals(encode("float16", 2049, 2051, 65519, 65520, -1e9, NaN), [2048, 2052, 65504, Infinity, -Infinity, NaN]);
  assertEquals(encode("bfloat16", 257, 259, 3.4e38, NaN, -0), [256, 260, Infinity, NaN, -0]);
  // The ONNX standard's table of casts to float8 with `saturate`; the types with infinities keep IEEE's rule.
  assertEquals(encode("float8e4m3fn", 449, -1e9, 2 ** -10, NaN), [448, -448, 0, NaN]);
  assertEquals(encode("float8e5m2fnuz", -0, NaN), [0, NaN]);
  assertEquals(encode("float4e2m1", 5, -100, 0.25), [4, -6, 0]);
  assertEquals(encode("float8e8m0", 2.9, 3.1, 1), [2, 4, 1]);
});

Deno.test("types of the platform stay as they are", () => {
  const bytes = new Uint8Array(BigInt64Array.of(-1n, 2n ** 62n).buffer);
  assertEquals(decodeArray("int64", bytes, 2), BigInt64Array.of(-1n, 2n ** 62n));
  assertEquals(decodeArray("complex64", new Uint8Array(Float32Array.of(1, -2).buffer), 1), Float32Array.of(1, -2));
  assertEquals(decodeArray("bool", Uint8Array.of(0, 1, 2), 3), Uint8Array.of(0, 1, 1));
  assertEquals(encodeArray("int64", [1, -2n]), new Uint8Array(BigInt64Array.of(1n, -2n).buffer));
  assertEquals(encodeArray("uint16", Float32Array.of(65535)), Uint8Array.of(255, 255));
});

Deno.test("viewArray() shares aligned bytes, decodeArray() never does, and neither minds where bytes begin", () => {
  const bytes = new Uint8Array(Float32Array.of(0, 1.5, 2).buffer);
  const view = viewArray("float32", bytes.subarray(4), 2);
  assertEquals(view.buffer, bytes.buffer);
  const own = decodeArray("float32", bytes.subarray(4), 2);
  assert(own.buffer !== bytes.buffer);
  const shifted = new Uint8Array(13);
  shifted.set(bytes, 1);
  assertEquals(viewArray("float32", shifted.subarray(5), 2), Float32Array.of(1.5, 2));
});

Deno.test("what does not fit is refused", () => {
  assertThrows(() => decodeArray("int4", Uint8Array.of(1), 3), RangeError, "3 elements of int4 as they take 2 bytes: there are 1");
  assertThrows(() => encodeArray("int8", [1, 128]), RangeError, "Cannot store 128 at 1 as the element type int8 has no such number");
  assertThrows(() => encodeArray("uint4", [-1]), RangeError, "-1 at 0");
  assertThrows(() => encodeArray("int32", [0.5]), RangeError, "0.5 at 0");
  assertThrows(() => encodeArray("int64", [2n ** 63n]), RangeError, "int64");
  assertThrows(() => encodeArray("float4e2m1", [NaN]), RangeError, "NaN");
  assertThrows(() => encodeArray("float8e8m0", [-1]), RangeError, "-1");
  assertEquals(byteLengthOf("int4", 3), 2);
});
