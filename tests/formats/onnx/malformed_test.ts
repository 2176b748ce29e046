import { assert, assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import type { Model } from "../../../lib/model/model.ts";
import { bytesField, fileOf, handMadeFile, numberField, readBytes, varint } from "./_encode.ts";

/** A file with something of everything. */
const FILE = fileOf({
  name: "g",
  node: [
    { opType: "If", input: ["c"], output: ["y"], attribute: [{ name: "then_branch", type: 5, g: { node: [{ opType: "Relu" }] } }] },
    {
      opType: "Op",
      attribute: [{ name: "is", type: 7, ints: [1, -1] }, { name: "f", type: 1, f: 2 }, { name: "s", type: 3, s: Uint8Array.of(65) }],
    },
  ],
  initializer: [{ name: "w", dims: [2], dataType: 7, int64Data: [1, -2] }, {
    name: "r",
    dims: [700],
    dataType: 1,
    rawData: new Uint8Array(2800),
  }],
  input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 300 }, { dimParam: "n" }] } } } }],
}, { metadataProps: [{ key: "k", value: "v" }], functions: [{ name: "F", node: [{ opType: "Relu" }] }] });

Deno.test("a file that is cut anywhere is refused with its name and a position inside it", async () => {
  for (let length = 1; length < FILE.length; length++) {
    // Where a cut falls between two fields of the model, what is left may be whole.
    const error = await readBytes(FILE.subarray(0, length), "cut.onnx").then(() => undefined, (error) => error);
    if (error === undefined) continue;
    assert(error instanceof FormatSyntaxError, `cut at ${length}: ${error}`);
    assert(error.message.includes("cut.onnx") && !error.message.includes("\n"), error.message);
    assert(error.offset <= length && error.path === "cut.onnx", `cut at ${length}: ${error.offset}`);
  }
});

Deno.test("a cut says where the file ends, in what, and what to do", async () => {
  const error = await assertRejects(() => readBytes(FILE.subarray(0, 1000)), FormatSyntaxError);
  assertEquals(error.offset, FILE.indexOf(7 << 3 | 2));
  assert(
    /^Cannot read net\.onnx as ONNX: the file ends at byte 1000 inside graph of the model, which needs \d+ bytes from byte \d+ on; download/
      .test(error.message),
    error.message,
  );
});

Deno.test("whatever one byte is changed to, reading gives a model or a FormatSyntaxError", async () => {
  const outcomes = new Set<string>();
  for (let position = 0; position < FILE.length; position += position < 200 || position > FILE.length - 120 ? 1 : 97) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff, FILE[position]! ^ 4]) {
      const changed = Uint8Array.from(FILE);
      changed[position] = value;
      const outcome: Model | Error = await readBytes(changed).catch((error) => error);
      assert(!(outcome instanceof Error) || outcome instanceof FormatSyntaxError, `byte ${position} = ${value}: ${outcome}`);
      outcomes.add(outcome instanceof Error ? "refused" : "read");
    }
  }
  assertEquals(outcomes, new Set(["read", "refused"]));
});

Deno.test("trailing rubbish is refused", async () => {
  for (
    const rubbish of [[0], [0, 0, 0, 0], [0xff], [...new TextEncoder().encode("rubbish")], [...new TextEncoder().encode("AAAAAAAAAAAA")]]
  ) {
    await assertRejects(() => readBytes(Uint8Array.from([...FILE, ...rubbish])), FormatSyntaxError, "net.onnx");
  }
});

const ENDLESS = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const BROKEN: readonly [what: string, graph: readonly number[], text: string][] = [
  ["a group", [3 << 3 | 3], "field 3 of the graph has the wire type 3"],
  ["the end of a group", [3 << 3 | 4], "wire type 4"],
  ["a wire type that does not exist", [3 << 3 | 7], "wire type 7"],
  ["field 0", [2, 0], "a field of the graph has the number 0"],
  ["a known field of another wire type", numberField(2, 5), "name of the graph has the wire type 0, and must have 2"],
  ["a number without end", bytesField(5, [2 << 3, ...ENDLESS, 1]), "data_type of the tensor is cut off or malformed"],
  ["a number without end in a field that is skipped", [3 << 3, ...ENDLESS], "past its end"],
  ["a length beyond the message", [2 << 3 | 2, 5, 65], "name of the graph claims 5 bytes where the graph has 1 left"],
  ["a length beyond all memory", [2 << 3 | 2, ...varint(2n ** 62n)], "name of the graph claims 4611686018427388000 bytes"],
  ["a message inside that is too long", bytesField(1, [4 << 3 | 2, 3, 65]), "op_type of the node claims 3 bytes where the node has 1 left"],
  ["a number that is cut off by its message", bytesField(5, [2 << 3]), "runs 1 bytes past its end"],
  ["a packed number that is cut off", bytesField(1, bytesField(5, [...bytesField(1, "a"), ...bytesField(8, [0x80])])), "cut off"],
];
for (const [what, graph, text] of BROKEN) {
  Deno.test(`${what} is refused`, async () => {
    // Something must follow, or the file as a whole is cut.
    const bytes = Uint8Array.from([...handMadeFile(graph), ...bytesField(2, "producer, so that the file goes on after the graph")]);
    const error = await assertRejects(() => readBytes(bytes), FormatSyntaxError, text);
    assert(error.offset > 0 && error.offset < bytes.length);
  });
}

Deno.test("graphs within graphs are read as deep as other tools go, and no deeper", async () => {
  const nested = (depth: number): number[] =>
    depth === 0 ? [] : bytesField(1, bytesField(5, [...bytesField(1, "body"), ...bytesField(6, nested(depth - 1))]));
  const read = (depth: number) => readBytes(handMadeFile(nested(depth)));
  assertEquals((await read(30)).graph.nodes.length, 1);
  await assertRejects(() => read(40), FormatSyntaxError, "nested more than 100 deep");
  await assertRejects(() => read(2000), FormatSyntaxError, "nested more than 100 deep");
});

Deno.test("a node with more attributes than any operator has is refused", async () => {
  const attribute = Array.from({ length: 5000 }, (_, index) => ({ name: `a${index}`, i: 1, type: 2 }));
  await assertRejects(() => readBytes(fileOf({ node: [{ opType: "Op", attribute }] })), FormatSyntaxError, "more than 4096 attributes");
});

Deno.test("bytes that are no UTF-8 become replacement characters", async () => {
  const { graph } = await readBytes(handMadeFile(bytesField(2, [0x61, 0xff, 0x62])));
  assertEquals(graph.name, "a\ufffdb");
});
