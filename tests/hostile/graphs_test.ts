/** Graphs that no exporter writes: circles, doubled names, sizes beyond reason, nesting beyond reason. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError, profile } from "../../mod.ts";
import { bytesField, fileOf, type GraphMembers, handMadeFile, numberField } from "../formats/onnx/_encode.ts";
import { tensorTypeProto } from "../fuzz/growth.ts";
import { filled, tensorProto } from "../fuzz/values.ts";
import { isDocumented, showAll } from "./_hostile.ts";

const X = { name: "x", type: tensorTypeProto("float32", [2, 3]) };
const relu = (input: string, output: string) => ({ opType: "Relu", input: [input], output: [output] });

interface JsonReport {
  readonly coverage: { readonly exact: number; readonly unknown: number; readonly nodes: readonly { readonly reason: string }[] };
  readonly tensors: Readonly<Record<string, { readonly shape?: readonly unknown[] }>>;
}

async function shown(graph: GraphMembers, members?: Parameters<typeof fileOf>[1]): Promise<JsonReport> {
  return JSON.parse(JSON.stringify(await showAll(fileOf(graph, members))));
}

Deno.test("nodes that wait for each other in a circle are told, and the rest is counted", async () => {
  const node = [relu("x", "a"), { opType: "Add", input: ["a", "c"], output: ["b"] }, relu("b", "c"), relu("a", "y")];
  const { coverage, tensors } = await shown({ input: [X], node, output: [{ name: "y" }] });
  assertEquals([coverage.exact, coverage.unknown, tensors["y"]!.shape], [2, 2, [2, 3]]);
  assert(coverage.nodes.every(({ reason }) => reason.includes("circle")));
});

Deno.test("a node that takes its own output is a circle of one", async () => {
  const { coverage } = await shown({ input: [X], node: [{ opType: "Add", input: ["x", "a"], output: ["a"] }] });
  assertEquals(coverage.unknown, 1);
});

Deno.test("functions that call themselves or each other are refused", async () => {
  const body = (name: string, calls: string) => ({
    name,
    domain: "local",
    input: ["a"],
    output: ["b"],
    node: [{ opType: calls, domain: "local", input: ["a"], output: ["b"] }],
  });
  const graph = { input: [X], node: [{ opType: "F", domain: "local", input: ["x"], output: ["y"] }], output: [{ name: "y" }] };
  for (const functions of [[body("F", "F")], [body("F", "G"), body("G", "F")]]) {
    const error = await profile(fileOf(graph, { functions })).then(() => undefined, (error) => error);
    assert(isDocumented(error) && /circle|itself|each other/.test(error.message), String(error));
  }
});

Deno.test("functions that double at every step are refused before they are written out", async () => {
  const functions = Array.from({ length: 60 }, (_, index) => ({
    name: `F${index}`,
    domain: "local",
    input: ["a"],
    output: ["c"],
    node: [["a", "b"], ["b", "c"]].map(([from, to]) => ({
      opType: index === 59 ? "Relu" : `F${index + 1}`,
      domain: index === 59 ? "" : "local",
      input: [from!],
      output: [to!],
    })),
  }));
  const graph = { input: [X], node: [{ opType: "F0", domain: "local", input: ["x"], output: ["y"] }], output: [{ name: "y" }] };
  const begun = performance.now();
  const error = await profile(fileOf(graph, { functions })).then(() => undefined, (error) => error);
  assert(isDocumented(error) && error.message.includes("300000"), String(error));
  assert(performance.now() - begun < 1000);
});

Deno.test("values, nodes, tensors and inputs of the same name do not stop the rest", async () => {
  const weights = filled("float32", [3], [1, 2, 3]);
  const { tensors } = await shown({
    input: [X, X],
    initializer: [tensorProto(weights, "w"), tensorProto(weights, "w")],
    node: [
      { name: "n", opType: "Add", input: ["x", "w"], output: ["a"] },
      { name: "n", opType: "Relu", input: ["x"], output: ["a"] },
      { name: "n", opType: "Add", input: ["a", "w"], output: ["y"] },
    ],
    output: [{ name: "y" }, { name: "y" }],
  });
  assertEquals(tensors["y"]!.shape, [2, 3]);
});

for (const size of [2n ** 63n - 1n, -1n, -(2n ** 63n), 2n ** 53n, 2n ** 62n]) {
  Deno.test(`an input's size of ${size} is taken or told`, async () => {
    const dim = bytesField(1, numberField(1, size));
    const type = bytesField(1, [...numberField(1, 1), ...bytesField(2, [...dim, ...dim, ...dim])]);
    const input = bytesField(11, [...bytesField(1, "x"), ...bytesField(2, type)]);
    const node = bytesField(1, [...bytesField(1, "x"), ...bytesField(2, "y"), ...bytesField(4, "Relu")]);
    const bytes = handMadeFile([...node, ...input, ...bytesField(12, bytesField(1, "y"))]);
    const outcome = await showAll(bytes).then(String, (error: unknown) => error);
    assert(typeof outcome === "string" || isDocumented(outcome), String(outcome));
    if (typeof outcome === "string") assert(!/-\d/.test(outcome.replaceAll(/\d-\d/g, "")), outcome); // no size below 0
  });
}

Deno.test("a tensor that claims a billion elements and has none is refused, or told without memory for them", async () => {
  for (const dims of [[2 ** 30], [2 ** 31, 2 ** 31], [2 ** 62], [-1, 4], [2 ** 20, 2 ** 20, 2 ** 20]]) {
    for (const data of [{ rawData: new Uint8Array(8) }, { floatData: [1, 2] }, {}]) {
      const before = Deno.memoryUsage().rss;
      const bytes = fileOf({
        input: [X],
        initializer: [{ name: "w", dims, dataType: 1, ...data }],
        node: [{ opType: "Add", input: ["x", "w"], output: ["y"] }],
      });
      const outcome = await showAll(bytes).then(() => undefined, (error: unknown) => error);
      assert(outcome === undefined || isDocumented(outcome), `${dims}: ${outcome}`);
      assert(Deno.memoryUsage().rss - before < 2 ** 27);
    }
  }
});

Deno.test("a target of a billion sizes, a range of 2^60 numbers, a repetition by 2^62: shapes, and no memory for contents", async () => {
  const big = (name: string, ...numbers: number[]) => tensorProto(filled("int64", [numbers.length], numbers), name);
  const scalar = (name: string, number: number) => tensorProto(filled("int64", [], [number]), name);
  const { tensors } = await shown({
    input: [X, { name: "t", type: tensorTypeProto("int64", [2 ** 31]) }],
    initializer: [
      big("shape", 2 ** 31, 2 ** 31),
      scalar("zero", 0),
      scalar("much", 2 ** 52),
      scalar("one", 1),
      big("times", 2 ** 40, 2 ** 40),
    ],
    node: [
      { opType: "ConstantOfShape", input: ["shape"], output: ["a"] },
      { opType: "Range", input: ["zero", "much", "one"], output: ["b"] },
      { opType: "Tile", input: ["x", "times"], output: ["c"] },
      { opType: "Reshape", input: ["x", "t"], output: ["d"] },
      { opType: "Expand", input: ["x", "t"], output: ["e"] },
    ],
  });
  assertEquals([tensors["a"]!.shape, tensors["b"]!.shape, tensors["c"]!.shape], [[2 ** 31, 2 ** 31], [2 ** 52], [2 ** 41, 3 * 2 ** 40]]);
});

/** An If in an If in an If. */
function nested(depth: number): GraphMembers {
  let graph: GraphMembers = { node: [relu("x", "y0")], output: [{ name: "y0" }] };
  for (let level = 1; level <= depth; level++) {
    const output = [`y${level}`];
    const attribute = ["then_branch", "else_branch"].map((name, index) => ({
      name,
      type: 5,
      g: index === 0 ? graph : { node: [relu("x", `z${level}`)], output: [{ name: `z${level}` }] },
    }));
    graph = { node: [{ opType: "If", input: ["c"], output, attribute }], output: [{ name: output[0]! }] };
  }
  return { ...graph, input: [X, { name: "c", type: tensorTypeProto("bool", []) }] };
}

Deno.test("branches in branches are followed as deep as protobuf's readers go, and refused beyond", async () => {
  const { tensors } = await shown(nested(25));
  assertEquals(tensors["y25"]!.shape, [2, 3]);
  await assertRejects(() => profile(fileOf(nested(60))), FormatSyntaxError, "nested");
});

Deno.test("loops in loops are followed in bounded time, or refused", async () => {
  const value = (name: string, dtype: "int64" | "bool" | "float32") => ({ name, type: tensorTypeProto(dtype, []) });
  let graph: GraphMembers = {
    node: [{ opType: "Concat", input: ["s", "s"], output: ["r"], attribute: [{ name: "axis", type: 2, i: 0 }] }],
  };
  for (let level = 0; level < 12; level++) {
    const body = {
      ...graph,
      input: [value(`i${level}`, "int64"), value(`g${level}`, "bool"), { name: "s" }],
      output: [{ name: `g${level}` }, { name: "r" }],
    };
    graph = { node: [{ opType: "Loop", input: ["n", "", "s"], output: ["r"], attribute: [{ name: "body", type: 5, g: body }] }] };
  }
  const bytes = fileOf({
    ...graph,
    input: [X, value("n", "int64"), { name: "s", type: tensorTypeProto("float32", [2, 3]) }],
    output: [{ name: "r" }],
  });
  const outcome = await showAll(bytes, {}, 20).then(() => undefined, (error: unknown) => error);
  assert(outcome === undefined || isDocumented(outcome), String(outcome));
});
