/** Saving: what was not edited keeps its bytes, what was runs, and nothing that goes wrong harms what was there. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../lib/bytes/open_source.ts";
import type { StagedFile, TargetFolder } from "../../lib/bytes/file_folder.ts";
import { folderOf } from "../../lib/bytes/file_folder.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";
import { readModel } from "../../lib/formats/mod.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";
import { modelPieces, saveInto } from "../../lib/weights/save_model.ts";
import { Network } from "../../lib/network/network.ts";
import type { StateDict } from "../../lib/network/state_dict.ts";
import { tensorStatistics } from "../../lib/weights/statistics.ts";
import { load, nn, profile } from "../../mod.ts";
import { weightsFile } from "../network/_weights.ts";
import { run, testWithOnnxruntime } from "../_onnxruntime.ts";
import { serveRanges } from "../../bench/serve_ranges.ts";
import { bytesField, numberField, readBytes } from "../formats/onnx/_encode.ts";
import { networkOf, outputsOf, type Placement, SIZES, weightsOf } from "./_networks.ts";

const WEIGHTS = weightsOf(1);
const X = Float32Array.from({ length: SIZES[0] }, (_, index) => index - 3);
const PLACEMENTS: readonly Placement[] = ["raw", "list", "external"];

async function readFrom(source: string): Promise<Network> {
  const opened = await openSource(source);
  try {
    return new Network(await readModel(opened));
  } finally {
    opened.close();
  }
}

/** Runs with a folder that has the network in it. */
async function inFolder(placement: Placement, use: (folder: string, files: ReturnType<typeof networkOf>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = networkOf(WEIGHTS, placement);
    await Deno.mkdir(`${folder}/from`);
    await Deno.mkdir(`${folder}/to`);
    await Deno.writeFile(`${folder}/from/net.onnx`, files.model);
    if (placement === "external") await Deno.writeFile(`${folder}/from/weights.bin`, files.data);
    await use(folder, files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sets the smaller half of a weight's elements to 0. */
async function prune(weights: StateDict, name: string): Promise<Float32Array<ArrayBuffer>> {
  const values = await weights.get(name).load() as Float32Array<ArrayBuffer>;
  const threshold = values.map(Math.abs).toSorted()[values.length / 2]!;
  const pruned = values.map((value) => Math.abs(value) < threshold ? 0 : value);
  weights.set(name, pruned);
  return pruned;
}

async function listing(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

for (const placement of PLACEMENTS) {
  Deno.test(`${placement}: saved without an edit, the bytes are the same`, () =>
    inFolder(placement, async (folder, { model: bytes, data }) => {
      const model = await readFrom(`${folder}/from/net.onnx`);
      await model.save(`${folder}/to/net.onnx`);
      assertEquals(await Deno.readFile(`${folder}/to/net.onnx`), bytes);
      if (placement === "external") assertEquals(await Deno.readFile(`${folder}/to/weights.bin`), data);
      await model.save(`${folder}/to/net.onnx`); // again, over itself
      assertEquals(await listing(`${folder}/to`), placement === "external" ? ["net.onnx", "weights.bin"] : ["net.onnx"]);
      await (await readFrom(`${folder}/from/net.onnx`)).save(`${folder}/from/net.onnx`);
      assertEquals(await Deno.readFile(`${folder}/from/net.onnx`), bytes);
    }));

  Deno.test(`${placement}: with one edited tensor, only its bytes differ`, () =>
    inFolder(placement, async (folder, { model: bytes, data }) => {
      const model = await readFrom(`${folder}/from/net.onnx`);
      const weights = model.stateDict();
      weights.set("fc2.bias", [1, 2, 3, 4]);
      await model.save(`${folder}/to/net.onnx`);
      const { offset, byteLength, external } = model.graph.initializers.get("fc2.bias")!.storage!;
      const [before, after] = external
        ? [data, await Deno.readFile(`${folder}/to/weights.bin`)]
        : [bytes, await Deno.readFile(`${folder}/to/net.onnx`)];
      const expected = before.slice();
      expected.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), offset);
      assertEquals([after, byteLength], [expected, 16]);
      if (external) assertEquals(await Deno.readFile(`${folder}/to/net.onnx`), bytes);
    }));

  for (const from of ["a file", "an address"]) {
    for (const data of ["keep", "inside", "outside"] as const) {
      testWithOnnxruntime(
        `${placement} data from ${from}, data: "${data}": pruned, saved and run`,
        () =>
          inFolder(placement, async (folder) => {
            await using server = serveRanges(`${folder}/from/`);
            const model = await readFrom(from === "a file" ? `${folder}/from/net.onnx` : `${server.url}net.onnx`);
            const weights = model.stateDict();
            const first = await prune(weights, "fc1.weight");
            await model.save(`${folder}/to/pruned.onnx`, { data });
            const outputs = await run(`${folder}/to/pruned.onnx`, new Map([["x", { dtype: "float32", dims: [1, SIZES[0]], data: X }]]));
            const expected = outputsOf({ ...WEIGHTS, first }, X);
            expected.forEach((value, index) => assertAlmostEquals(Number(outputs.get("y")!.data[index]), value, 1e-4));
            assert(expected.some((value, index) => Math.abs(value - outputsOf(WEIGHTS, X)[index]!) > 0.01));
            const again = await readFrom(`${folder}/to/pruned.onnx`);
            const { zeros } = await tensorStatistics(again.graph.initializers.get("fc1.weight")!);
            assertEquals(zeros, first.length / 2);
            assertEquals(
              again.graph.initializers.get("fc1.weight")!.storage!.external,
              data === "outside" || (data === "keep" && placement === "external"),
            );
          }),
      );
    }
  }
}

Deno.test("after pruning, the profile shows the sparsity", () =>
  inFolder("raw", async (folder) => {
    const model = await readFrom(`${folder}/from/net.onnx`);
    const weights = model.stateDict();
    await prune(weights, "fc1.weight");
    await model.save(`${folder}/to/net.onnx`);
    const { facts: { sparsity }, notes } = await profile(`${folder}/to/net.onnx`, { sparsity: true });
    const [inputs, hidden, outputs] = SIZES;
    assertEquals([sparsity!.zeros, sparsity!.elements], [inputs * hidden / 2, inputs * hidden + hidden * outputs + outputs]);
    // 256 of 772 elements: 33.2 %.
    assertEquals(notes.at(-1)!.text, "256 of 772 elements of the parameters are 0 (33.2 %): fc1.weight 50 %");
  }));

Deno.test("another model's tensors are not taken for this one's", () =>
  inFolder("raw", async (folder) => {
    const [model, other] = [await readFrom(`${folder}/from/net.onnx`), await readFrom(`${folder}/from/net.onnx`)];
    const edits = new Map<Tensor, Uint8Array>([[other.graph.initializers.get("fc2.bias")!, new Uint8Array(16)]]);
    const target = folderOf(`${folder}/to/net.onnx`);
    await assertRejects(() => saveInto(model.model, target.folder, target.name, { edits }), TypeError, "none of net.onnx");
    assertEquals(await listing(`${folder}/to`), []);
  }));

Deno.test("a model whose file was saved anew with other places says so, and gives no wrong bytes", () =>
  inFolder("list", async (folder) => {
    const path = `${folder}/from/net.onnx`;
    const model = await readFrom(path);
    await model.save(path, { data: "outside" });
    await assertRejects(() => model.graph.initializers.get("fc1.weight")!.load(), SourceError, "as it has changed");
  }));

Deno.test("saved over itself with data beside it: the old data file stays whole, and only what changed is written anew", () =>
  inFolder("external", async (folder, { data }) => {
    const model = await readFrom(`${folder}/from/net.onnx`);
    model.stateDict().set("fc2.bias", [1, 2, 3, 4]);
    await model.save(`${folder}/from/net.onnx`);
    assertEquals(await Deno.readFile(`${folder}/from/weights.bin`), data);
    assertEquals(await Deno.readFile(`${folder}/from/weights-1.bin`), new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
    const { initializers } = (await readFrom(`${folder}/from/net.onnx`)).graph;
    assertEquals(await loadElements(initializers.get("fc2.bias")!), Float32Array.of(1, 2, 3, 4));
    assertEquals(await loadElements(initializers.get("fc1.weight")!), WEIGHTS.first);
  }));

Deno.test("fields of later versions, notes and unknown messages keep their bytes, before and behind an edit", async () => {
  const unknown = [...bytesField(1000, "from a later version"), ...numberField(1001, 7)];
  const tensor = [...unknown, ...numberField(1, 2), ...numberField(2, 7), ...bytesField(7, [1, 2]), ...bytesField(8, "w"), ...unknown];
  const graph = [...unknown, ...bytesField(5, tensor), ...bytesField(2, "g"), ...unknown];
  const bytes = Uint8Array.from([
    ...numberField(1, 13),
    ...bytesField(8, numberField(2, 17)),
    ...unknown,
    ...bytesField(7, graph),
    ...unknown,
  ]);
  const model = await readBytes(bytes);
  const joined = async (edits: Map<Tensor, Uint8Array>) =>
    Uint8Array.from((await Array.fromAsync(await modelPieces(model, { edits }), (piece) => [...piece])).flat());
  assertEquals(await joined(new Map()), bytes);
  const edited = await joined(new Map([[model.graph.initializers.get("w")!, new Uint8Array(BigInt64Array.of(-1n, 300n).buffer)]]));
  // int64_data (field 7) gives way to raw_data (field 9); all else stands as it was, in messages that have grown by what that takes.
  const raw = bytesField(9, [...new Uint8Array(BigInt64Array.of(-1n, 300n).buffer)]);
  const newTensor = [...unknown, ...numberField(1, 2), ...numberField(2, 7), ...raw, ...bytesField(8, "w"), ...unknown];
  const newGraph = [...unknown, ...bytesField(5, newTensor), ...bytesField(2, "g"), ...unknown];
  assertEquals(
    edited,
    Uint8Array.from([...numberField(1, 13), ...bytesField(8, numberField(2, 17)), ...unknown, ...bytesField(7, newGraph), ...unknown]),
  );
});

/** A folder in memory-like terms: the real one, whose work ends for good after so many steps, as when the power is cut or the disk is full. */
class BreakingFolder implements TargetFolder {
  readonly #folder: TargetFolder;
  #left: number;
  steps = 0;

  constructor(folder: TargetFolder, left: number) {
    this.#folder = folder;
    this.#left = left;
  }

  #step(): void {
    this.steps++;
    if (this.#left-- <= 0) throw new SourceError("Cannot write: no space left on device", "disk");
  }

  has(name: string): Promise<boolean> {
    return this.#folder.has(name);
  }

  isSame(name: string, path: string): Promise<boolean> {
    return this.#folder.isSame(name, path);
  }

  open(name: string): ReturnType<TargetFolder["open"]> {
    return this.#folder.open(name);
  }

  async stage(name: string, pieces: AsyncIterable<Uint8Array>): Promise<StagedFile> {
    this.#step();
    const breaking = async function* (step: () => void) {
      for await (const piece of pieces) {
        step();
        yield piece;
      }
    };
    const staged = await this.#folder.stage(name, breaking(() => this.#step()));
    return {
      discard: () => this.#left < 0 ? Promise.resolve() : staged.discard(), // cut off: nothing is tidied up
      commit: () => {
        this.#step();
        return staged.commit();
      },
    };
  }
}

for (const placement of ["raw", "external"] as const) {
  for (const data of ["keep", "inside", "outside"] as const) {
    Deno.test(`${placement}, data: "${data}": cut off before any step, there is the old model or the new one`, () =>
      inFolder(placement, async (folder) => {
        const path = `${folder}/from/net.onnx`;
        for (let left = 0;; left++) {
          const model = await readFrom(path);
          const edits = new Map([[model.graph.initializers.get("fc2.bias")!, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)]]);
          const breaking = new BreakingFolder(folderOf(path).folder, left);
          const failed = await saveInto(model.model, breaking, "net.onnx", { edits, data }).then(() => false, () => true);
          const { initializers } = (await readFrom(path)).graph;
          const expected = failed ? WEIGHTS.bias : Float32Array.of(1, 2, 3, 4);
          assertEquals(await loadElements(initializers.get("fc2.bias")!), expected, `after ${left} steps`);
          assertEquals(await loadElements(initializers.get("fc1.weight")!), WEIGHTS.first);
          assertEquals(await loadElements(initializers.get("fc2.weight")!), WEIGHTS.second);
          if (!failed) return assert(left >= 2);
        }
      }));
  }
}

Deno.test("a failed saving says why, and leaves no file behind", () =>
  inFolder("raw", async (folder) => {
    const model = await readFrom(`${folder}/from/net.onnx`);
    await assertRejects(() => model.save(`${folder}/missing/net.onnx`), SourceError, "Cannot write");
    const edits = new Map([[model.graph.initializers.get("fc2.bias")!, new Uint8Array(3)]]);
    await assertRejects(
      () => saveInto(model.model, folderOf(`${folder}/to/net.onnx`).folder, "net.onnx", { edits }),
      RangeError,
      "takes 16 bytes",
    );
    assertEquals(await listing(`${folder}/to`), []);
  }));

Deno.test("a soiled checkpoint is saved clean on request", async () => {
  const soiled = await load(weightsFile("soiled.pth"));
  const path = `${await Deno.makeTempDir()}/clean.safetensors`;
  await assertRejects(() => soiled.save(path.replace("safetensors", "pth")), TypeError, "must end in .safetensors");
  await soiled.save(path, { leftovers: "drop" });
  const clean = await load(path);
  const unsoiled = await load(weightsFile("state_dict.pth"));
  assertEquals([...clean.stateDict().keys()].sort(), [...unsoiled.stateDict().keys()].sort());
  assertEquals(clean.model.checkpoint!.leftovers.size, 0);
  const kept = await load(await soiled.toBytes());
  assertEquals([kept.stateDict().size, kept.model.checkpoint!.leftovers.size], [17, 8]);
  assertEquals([...kept.buffers()].length, [...unsoiled.buffers()].length);
});

Deno.test("safetensors: without an edit the same bytes, with one only its own differ", async () => {
  const bytes = await Deno.readFile(weightsFile("kinds.safetensors"));
  const network = await load(bytes);
  assertEquals(await network.toBytes(), bytes);
  network.stateDict().set("a.bias", [-1, 2]);
  const { offset } = network.graph.initializers.get("a.bias")!.storage!;
  const expected = bytes.slice();
  expected.set([0x00, 0xbc, 0x00, 0x40], offset); // −1 and 2 as float16
  assertEquals(await network.toBytes(), expected);
});

Deno.test("every kind of tensor goes from PyTorch's form to safetensors and back", async () => {
  const network = await load(weightsFile("kinds.pth"));
  const again = await load(await network.toBytes());
  for (const [name, tensor] of network.graph.initializers) {
    const written = again.graph.initializers.get(name)!;
    assertEquals([written.dtype, written.shape], [tensor.dtype, tensor.shape]);
    assertEquals(await written.load(), await tensor.load(), name);
  }
});

Deno.test("an ONNX model's weights go into a file of their own, under PyTorch's names and in its order", () =>
  inFolder("raw", async (folder) => {
    const model = await readFrom(`${folder}/from/net.onnx`);
    model.stateDict().set("fc2.bias", [1, 2, 3, 4]);
    await model.save(`${folder}/to/net.safetensors`);
    const weights = await load(`${folder}/to/net.safetensors`);
    assertEquals(weights.format, "safetensors");
    for (const [name, tensor] of model.stateDict()) assertEquals(await weights.getParameter(name).load(), await tensor.load());
    await assertRejects(() => model.save(`${folder}/to/net.pth`), TypeError, "must end in .onnx or .safetensors");
  }));

for (const data of ["keep", "outside"] as const) {
  testWithOnnxruntime(`a network that a program wrote is saved with what was set in it (data: "${data}"), and run`, async () => {
    const folder = await Deno.makeTempDir();
    const network = await load(new nn.Sequential(new nn.Linear(2, 300), new nn.Linear(300, 1)).example({ x: [1, 2] }));
    for (const parameter of network.parameters()) parameter.set(new Float32Array(parameter.numel()).fill(1));
    network.stateDict().set("1.bias", [-5]);
    await network.save(`${folder}/net.onnx`, { data });
    assertEquals(await listing(folder), data === "outside" ? ["net.onnx", "net.onnx.data"] : ["net.onnx"]);
    const outputs = await run(`${folder}/net.onnx`, new Map([["x", { dtype: "float32", dims: [1, 2], data: Float32Array.of(2, 3) }]]));
    // each of 300 hidden units: 2 + 3 + 1 = 6; their sum with the bias −5: 1795
    assertEquals([...outputs.values()].map(({ data }) => Number(data[0])), [1795]);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("weights that a graph lacks are loaded from elsewhere and saved beside it", () =>
  inFolder("external", async (folder) => {
    await Deno.remove(`${folder}/from/weights.bin`);
    const model = await readFrom(`${folder}/from/net.onnx`);
    await assertRejects(() => model.getParameter("fc2.bias").load(), SourceError, "weights.bin");
    model.stateDict().set("fc2.bias", WEIGHTS.bias);
    await assertRejects(() => model.save(`${folder}/to/net.onnx`), SourceError, "weights.bin"); // the others are not there
    assertEquals(await listing(`${folder}/to`), []);
    model.stateDict().set("fc1.weight", WEIGHTS.first).set("fc2.weight", WEIGHTS.second);
    await model.save(`${folder}/to/net.onnx`);
    assertEquals(await listing(`${folder}/to`), ["net.onnx", "weights.bin"]);
    assertEquals(await (await readFrom(`${folder}/to/net.onnx`)).getParameter("fc2.weight").load(), WEIGHTS.second);
  }));

Deno.test("weights in several files are saved as one", async () => {
  const sharded = await load(weightsFile("model.safetensors.index.json"));
  const path = `${await Deno.makeTempDir()}/whole.safetensors`;
  const [name, first] = sharded.stateDict().entries().next().value!;
  first.set(new Float32Array(first.numel()).fill(0.5));
  await sharded.save(path);
  const whole = await load(path);
  assertEquals([...whole.stateDict().keys()], [...sharded.stateDict().keys()]);
  for (const [key, tensor] of whole.stateDict()) assertEquals(await tensor.load(), await sharded.stateDict().get(key).load(), key);
  assertEquals((await whole.stateDict().get(name).statistics()).mean, 0.5);
});
