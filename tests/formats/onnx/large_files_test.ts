import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../../lib/bytes/open_source.ts";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import type { Graph } from "../../../lib/model/model.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";
import { bytesField, fileOf, numberField, readBytes, varint } from "./_encode.ts";

/** Part of a file: bytes, or so many that are never written. */
type Piece = readonly number[] | { readonly hole: number };

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((total, piece) => total + ("hole" in piece ? piece.hole : piece.length), 0);
}

function field(number: number, pieces: readonly Piece[]): Piece[] {
  return [[...varint(number << 3 | 2), ...varint(lengthOf(pieces))], ...pieces];
}

/** A float32 tensor whose data is a hole. */
function hollow(name: string, byteLength: number): Piece[] {
  const count = byteLength / 4;
  return [[...numberField(1, count), ...numberField(2, 1), ...bytesField(8, name), ...varint(9 << 3 | 2), ...varint(byteLength)], {
    hole: byteLength,
  }];
}

/** Writes a sparse file, which takes no room on the disk, and reads it. */
async function readSparse(
  graph: readonly Piece[],
  check: (graph: Graph, bytesRead: number, bytes: number) => Promise<void> | void,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".onnx" });
  try {
    const pieces = [[...numberField(1, 8), ...bytesField(8, numberField(2, 17))], ...field(7, graph)];
    {
      using file = await Deno.open(path, { write: true });
      for (const piece of pieces) {
        if ("hole" in piece) await file.seek(piece.hole, Deno.SeekMode.Current);
        else await file.write(Uint8Array.from(piece));
      }
      await file.truncate(lengthOf(pieces));
    }
    await using source = await openSource(path);
    const model = await readModel(source);
    await check(model.graph, model.bytesRead, model.bytes);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("a file of more than 4 GiB is read in a few thousandths of it", () => {
  const tensors = Array.from({ length: 5 }, (_, index) => field(5, hollow(`w${index}`, 2 ** 30)));
  return readSparse([...tensors.flat(), bytesField(1, bytesField(4, "Relu"))], (graph, bytesRead, bytes) => {
    assert(bytes > 5 * 2 ** 30);
    assert(bytesRead < 50_000, `${bytesRead} bytes read`);
    assertEquals([graph.initializers.size, graph.nodes.length, graph.initializers.get("w4")!.shape], [5, 1, [2 ** 28]]);
    assertEquals(graph.initializers.get("w4")!.storage!.byteLength, 2 ** 30);
  });
});

Deno.test("300 tensors in a file cost 300 small reads", () => {
  const tensors = Array.from({ length: 300 }, (_, index) => field(5, hollow(`w${index}`, 4_000_000)));
  return readSparse(tensors.flat(), (graph, bytesRead, bytes) => {
    assertEquals(graph.initializers.size, 300);
    assert(bytesRead <= 302 * 4096 && bytesRead < bytes / 100, `${bytesRead} of ${bytes} bytes read`);
  });
});

Deno.test("weights inside of a node's attribute, and inside of a graph inside of a node, are not read", () => {
  const constant = (name: string) =>
    field(1, [bytesField(4, "Constant"), ...field(5, [bytesField(1, "value"), ...field(5, hollow(name, 50_000_000)), numberField(20, 4)])]);
  const branch = field(5, [
    bytesField(1, "then_branch"),
    ...field(6, [...constant("inner"), ...constant("inner2"), bytesField(2, "body")]),
    numberField(20, 5),
  ]);
  const node = field(1, [bytesField(4, "If"), ...branch, bytesField(3, "the if")]);
  return readSparse([...constant("outer"), ...node], async (graph, bytesRead) => {
    assert(bytesRead < 40_000, `${bytesRead} bytes read`);
    const [first, second] = graph.nodes;
    const outer = first!.attributes.get("value") as Tensor;
    const body = second!.attributes.get("then_branch") as Graph;
    assertEquals([outer.name, outer.shape, second!.name, body.name], ["outer", [12_500_000], "the if", "body"]);
    assertEquals(body.nodes.map((node) => (node.attributes.get("value") as Tensor).name), ["inner", "inner2"]);
    assertEquals((await outer.load()).length, 50_000_000);
  });
});

Deno.test("long notes are skipped, unless they are kept", () => {
  const note = "x".repeat(300_000);
  const notes = [
    bytesField(1, bytesField(4, "Relu")),
    ...field(10, [{ hole: 40_000_000 }]),
    bytesField(1, [...bytesField(4, "Op"), ...bytesField(9, [...bytesField(1, "k"), ...bytesField(2, note)])]),
  ];
  return readSparse(notes, (graph, bytesRead) => {
    assertEquals(graph.nodes.map((node) => node.op), ["Relu", "Op"]);
    assertEquals(graph.nodes[1]!.metadata.get("k"), note);
    assert(bytesRead < 700_000, `${bytesRead} bytes read`);
  });
});

Deno.test("a text of more than 64 MiB is refused before it is read", async () => {
  const graph = field(2, [{ hole: 2 ** 26 + 1 }]);
  await assertRejects(() => readSparse(graph, () => {}), FormatSyntaxError, "name of the graph has 67108865 bytes, more than 67108864");
});

Deno.test("a model reads the same from a file as from memory, wherever its blocks end", async () => {
  const attribute = [{ name: "is", type: 7, ints: [1, -1, 1000] }, { name: "s", type: 3, s: new TextEncoder().encode("same") }];
  const bytes = fileOf({
    node: Array.from({ length: 700 }, (_, index) => ({ name: `node${"-".repeat(index)}`, opType: "Op", input: ["x"], attribute })),
    initializer: Array.from(
      { length: 90 },
      (_, index) => ({ name: `w${index}`, dims: [index * 5], dataType: 1, rawData: new Uint8Array(index * 20).fill(1) }),
    ),
    valueInfo: Array.from(
      { length: 300 },
      (_, index) => ({ name: `v${index}`, type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "n" }] } } } }),
    ),
  });
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    await using source = await openSource(path);
    const plain = ({ nodes, initializers, valueInfo }: Graph) => [
      nodes.map(({ name, attributes }) => [name, ...attributes]),
      [...initializers.values()].map(({ name, elements, byteLength, storage }) => [name, elements, byteLength, storage?.offset]),
      [...valueInfo].map(([name, { type }]) => [name, JSON.stringify(type)]),
    ];
    assertEquals(plain((await readModel(source)).graph), plain((await readBytes(bytes)).graph));
  } finally {
    await Deno.remove(path);
  }
});
