/** Saving models that other programs wrote: those among the test data, and those of `../shared` where it is there. */
import { assert, assertEquals } from "@std/assert";
import { load, type Network } from "../../mod.ts";

const folders = [new URL("../data/zoo/", import.meta.url)];
const shared = new URL("../../../shared/models/real/", import.meta.url);
if (await Deno.stat(shared).then(() => true, () => false)) folders.push(shared);

async function* models(): AsyncGenerator<URL> {
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".onnx")) yield new URL(name, folder);
  }
}

/** So many tensors of each model are set, one after the other. */
const SET = 6;

/** Tensors whose data stand in the model's file, and that PyTorch would have in its state. */
function storedInside(network: Network) {
  const found = new Map([...network.stateDict().values()].map((each) => [each.stored.tensor, each]));
  return [...found.values()].filter(({ stored: { tensor: { storage, byteLength } } }) =>
    storage?.external === false && storage.byteLength === byteLength && byteLength > 0
  ).slice(0, SET);
}

/** Other numbers than those that are there, which every element type has. */
function changed(values: ArrayLike<number | bigint | string>): (number | bigint)[] {
  return Array.from(values, (value) => typeof value === "bigint" ? (value === 1n ? 0n : 1n) : value === 1 ? 0 : 1);
}

Deno.test(`saved without an edit the bytes are the same, and with one only its own differ: models of ${folders.length === 1 ? "tests/data (../shared is not there)" : "../shared"}`, async () => {
  const folder = await Deno.makeTempDir();
  let [files, edits] = [0, 0];
  for await (const url of models()) {
    const bytes = await Deno.readFile(url);
    const network = await load(url);
    await network.save(`${folder}/same.onnx`);
    assert(isSame(await Deno.readFile(`${folder}/same.onnx`), bytes), `${url} is saved with other bytes`);
    files++;
    for (const tensor of storedInside(network)) {
      tensor.set(changed(await tensor.load()));
      const expected = bytes.slice();
      expected.set(await tensor.tensor.load(), tensor.stored.tensor.storage!.offset);
      const saved = await network.toBytes().catch(() => undefined); // data beside the model may be missing
      if (saved !== undefined && saved.length === bytes.length) assert(isSame(saved, expected), `${url}: ${tensor.name}`);
      await network.save(`${folder}/edited.onnx`);
      assert(isSame(await Deno.readFile(`${folder}/edited.onnx`), expected), `${url}: ${tensor.name}`);
      tensor.reset();
      edits++;
    }
  }
  assert(files >= 20 && edits >= 20, `${files} models, ${edits} edits`);
  assertEquals(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).then((names) => names.sort()), ["edited.onnx", "same.onnx"]);
  await Deno.remove(folder, { recursive: true });
});

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
