import { assertEquals, assertThrows } from "@std/assert";
import { byteLengthOf, decodeScalars, type ScalarType } from "../../lib/bytes/scalars.ts";

function bytesOf(array: { readonly buffer: ArrayBufferLike }): Uint8Array {
  return new Uint8Array(array.buffer);
}

// Expected values: the ONNX standard's tables of float8 and float4, OCP's Microscaling Formats, IEEE 754.
const CODES: readonly [type: ScalarType, bytes: readonly number[], values: readonly (number | bigint)[]][] = [
  ["float16", [0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x00, 0x7c, 0x01, 0x00, 0x00, 0xfe], [1, -2, 65504, Infinity, 2 ** -24, NaN]],
  ["bfloat16", [0x80, 0x3f, 0x49, 0x40, 0x80, 0xff, 0xc0, 0x7f], [1, 3.140625, -Infinity, NaN]],
  ["float8e4m3fn", [0x38, 0x7e, 0xfe, 0x01, 0x08, 0x7f, 0xff], [1, 448, -448, 2 ** -9, 2 ** -6, NaN, NaN]],
  ["float8e4m3fnuz", [0x40, 0x7f, 0x01, 0x00, 0x80], [1, 240, 2 ** -10, 0, NaN]],
  ["float8e5m2", [0x3c, 0x7b, 0x01, 0x7c, 0xfc, 0x7d], [1, 57344, 2 ** -16, Infinity, -Infinity, NaN]],
  ["float8e5m2fnuz", [0x40, 0x7f, 0x01, 0x80], [1, 57344, 2 ** -17, NaN]],
  ["float8e8m0", [127, 0, 128, 254, 255], [1, 2 ** -127, 2, 2 ** 127, NaN]],
  ["float4e2m1", [0x10, 0x32, 0x54, 0x76, 0xf9], [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.5, -6]],
  ["int4", [0x8f, 0x07], [-1, -8, 7, 0]],
  ["uint4", [0x8f], [15, 8]],
  ["int2", [0b11_10_01_00], [0, 1, -2, -1]],
  ["uint2", [0b11_10_01_00], [0, 1, 2, 3]],
  ["bool", [0, 1, 2], [0, 1, 1]],
  ["int8", [0x80, 0x7f], [-128, 127]],
  ["uint8", [0x80], [128]],
];

for (const [type, bytes, values] of CODES) {
  Deno.test(`decodeScalars() decodes ${type}`, () => assertEquals(decodeScalars(type, Uint8Array.from(bytes), values.length), [...values]));
}

Deno.test("decodeScalars() agrees with the platform's arrays", () => {
  assertEquals(decodeScalars("float32", bytesOf(Float32Array.of(0.1, -Infinity)), 2), [Math.fround(0.1), -Infinity]);
  assertEquals(decodeScalars("float64", bytesOf(Float64Array.of(0.1)), 1), [0.1]);
  assertEquals(decodeScalars("int16", bytesOf(Int16Array.of(-2, 300)), 2), [-2, 300]);
  assertEquals(decodeScalars("uint16", bytesOf(Uint16Array.of(65535)), 1), [65535]);
  assertEquals(decodeScalars("int32", bytesOf(Int32Array.of(-70000)), 1), [-70000]);
  assertEquals(decodeScalars("uint32", bytesOf(Uint32Array.of(2 ** 32 - 1)), 1), [2 ** 32 - 1]);
});

Deno.test("decodeScalars() keeps whole numbers of 64 bits exactly", () => {
  const signed = BigInt64Array.of(-1n, 2n ** 53n - 1n, 2n ** 63n - 1n, -(2n ** 63n));
  assertEquals(decodeScalars("int64", bytesOf(signed), 4), [-1, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n)]);
  assertEquals(decodeScalars("uint64", bytesOf(BigUint64Array.of(7n, 2n ** 64n - 1n)), 2), [7, 2n ** 64n - 1n]);
});

Deno.test("decodeScalars() has no number for a complex element", () => {
  assertEquals(decodeScalars("complex64", new Uint8Array(16), 2), [undefined, undefined]);
});

Deno.test("decodeScalars() reads bytes that begin anywhere in their buffer", () => {
  assertEquals(decodeScalars("int16", Uint8Array.of(9, 9, 9, 1, 2).subarray(3), 1), [0x0201]);
});

Deno.test("decodeScalars() refuses a number of bytes that does not fit", () => {
  assertThrows(() => decodeScalars("int64", new Uint8Array(7), 1), RangeError, "take 8 bytes: there are 7");
  assertThrows(() => decodeScalars("int4", new Uint8Array(3), 3), RangeError, "take 2 bytes: there are 3");
});

Deno.test("byteLengthOf() packs small elements", () => {
  assertEquals([byteLengthOf("int4", 3), byteLengthOf("uint2", 5), byteLengthOf("float32", 3), byteLengthOf("int4", 0)], [2, 2, 12, 0]);
});
