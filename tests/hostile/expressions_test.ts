/** Sizes whose expressions would grow without end: they stay readable and quick, or become a size of their own that only says so. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  atMost,
  ceilDivide,
  type Dim,
  floorDivide,
  max,
  min,
  multiply,
  product,
  subtract,
  sum,
  symbol,
  weightOf,
} from "../../lib/model/dim.ts";
import { fileOf, type GraphMembers } from "../formats/onnx/_encode.ts";
import { tensorTypeProto } from "../fuzz/growth.ts";
import { filled, tensorProto } from "../fuzz/values.ts";
import { showAll } from "./_hostile.ts";

const vector = (name: string, ...numbers: number[]) => tensorProto(filled("int64", [numbers.length], numbers), name);
type Node = NonNullable<GraphMembers["node"]>[number];

/** A model of 20 free sizes. */
async function sizesOf(node: Node[], initializer: GraphMembers["initializer"], output: string, shape: readonly (string | number)[]) {
  const graph = {
    input: [{ name: "x", type: tensorTypeProto("float32", shape) }],
    initializer: initializer!,
    node,
    output: [{ name: output }],
  };
  const report = await showAll(fileOf(graph), {}, 10);
  return JSON.parse(JSON.stringify(report)).tensors[output].shape as readonly (string | number)[];
}

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `n${index}`);

Deno.test("20 free sizes through 500 reshapes", async () => {
  const node = Array.from({ length: 500 }, (_, index): Node => ({
    opType: "Reshape",
    input: [index === 0 ? "x" : `y${index - 1}`, index % 2 === 0 ? "flat" : "cut"],
    output: [`y${index}`],
  }));
  const initializer = [vector("flat", -1), vector("cut", 7, -1, 3)];
  const shape = await sizesOf(node, initializer, "y499", SYMBOLS);
  assertEquals([shape[0], shape[2]], [7, 3]);
});

Deno.test("sums of products: 200 joins of a tensor with itself, turned", async () => {
  const node: Node[] = [];
  for (let index = 0; index < 200; index++) {
    const before = index === 0 ? "x" : `y${index - 1}`;
    node.push({ opType: "Transpose", input: [before], output: [`t${index}`] });
    node.push({ opType: "Reshape", input: [`t${index}`, "flat"], output: [`f${index}`] });
    node.push({ opType: "Reshape", input: [before, "flat"], output: [`g${index}`] });
    node.push({ opType: "Concat", input: [`f${index}`, `g${index}`], output: [`c${index}`], attribute: [{ name: "axis", type: 2, i: 0 }] });
    node.push({ opType: "Reshape", input: [`c${index}`, "cut"], output: [`y${index}`] });
  }
  await sizesOf(node, [vector("flat", -1), vector("cut", -1, 5)], "y199", SYMBOLS.slice(0, 6));
});

Deno.test("products of sums: an outer product of itself, again and again", async () => {
  const node: Node[] = [{ opType: "Shape", input: ["x"], output: ["s0"] }];
  for (let index = 0; index < 60; index++) {
    node.push({ opType: "ReduceSum", input: [`s${index}`, "axis"], output: [`a${index}`] });
    node.push({ opType: "Add", input: [`s${index}`, `a${index}`], output: [`b${index}`] });
    node.push({ opType: "Mul", input: [`b${index}`, `s${index}`], output: [`s${index + 1}`] });
  }
  node.push({ opType: "ConstantOfShape", input: ["s60"], output: ["y"] });
  const shape = await sizesOf(node, [vector("axis", 0)], "y", SYMBOLS);
  assert(shape.every((dim) => String(dim).length < 20_000));
});

Deno.test("a minimum of a maximum of a quotient, 300 deep", async () => {
  const node: Node[] = [{ opType: "Shape", input: ["x"], output: ["s0"] }];
  const ops = ["Min", "Add", "Max", "Div", "Mul", "Mod", "Sub"];
  for (let index = 0; index < 300; index++) {
    const op = ops[index % ops.length]!;
    node.push({ opType: "Transpose", input: [`s${index}`], output: [`t${index}`] });
    node.push({ opType: "Slice", input: [`s${index}`, "last", "first", "axis", "back"], output: [`r${index}`] });
    node.push({ opType: op, input: [`t${index}`, op === "Div" || op === "Mod" ? "three" : `r${index}`], output: [`s${index + 1}`] });
  }
  node.push({ opType: "ConstantOfShape", input: ["s300"], output: ["y"] });
  const initializer = [vector("last", -1), vector("first", -1000), vector("axis", 0), vector("back", -1), vector("three", 3)];
  const shape = await sizesOf(node, initializer, "y", SYMBOLS);
  assertEquals(shape.length, 20);
});

const n = SYMBOLS.map(symbol);

/** What a step makes of a size and another. */
const GROWTHS: readonly (readonly [name: string, step: (size: Dim, other: Dim, at: number) => Dim])[] = [
  ["sums of products", (size, other) => add(multiply(size, other), other)],
  ["squares of sums", (size, other) => multiply(add(size, other), add(size, 1))],
  ["minima of sums", (size, other) => min(add(size, other), multiply(size, 2))],
  ["maxima of minima", (size, other, at) => at % 2 === 0 ? max(size, other) : min(add(size, 1), multiply(other, 3))],
  ["quotients by sums", (size, other) => floorDivide(add(size, other), add(other, 1))],
  ["quotients of products", (size, other) => ceilDivide(multiply(size, add(other, 1)), 3)],
  ["differences", (size, other) => max(0, subtract(multiply(size, other), size))],
];
const endless = ["sums of products", "squares of sums", "quotients of products", "differences"];
for (const [name, step] of GROWTHS) {
  Deno.test(`${name}, 500 deep in 20 sizes, take a bounded time and a bounded text`, () => {
    const begun = performance.now();
    let size: Dim = sum(n);
    const grow = () => {
      for (let at = 0; at < 500; at++) size = step(size, n[at % n.length]!, at);
    };
    if (endless.includes(name)) assertThrows(grow, RangeError, "Cannot follow a size as its expression must have at most 65536 parts");
    else grow();
    assert(String(size).length < 2_000_000 && weightOf(size) <= 65_536);
    assert(performance.now() - begun < 5000);
  });
}

Deno.test("the product of 20 sums of 20 sizes is not multiplied out", () => {
  const sums = n.map((_, at) => sum(n.map((size, index) => multiply(size, index + at + 1))));
  assertThrows(() => product(sums), RangeError, "at most 65536 parts");
});

Deno.test("minima of maxima in each other are compared in bounded time", () => {
  const begun = performance.now();
  let [a, b]: [Dim, Dim] = [n[0]!, n[1]!];
  for (let at = 0; at < 12; at++) [a, b] = [max(min(a, n[at % 20]!), b), min(max(b, n[(at + 7) % 20]!), a)];
  assertEquals(typeof atMost(a, b), "boolean");
  assert(performance.now() - begun < 2000);
});
