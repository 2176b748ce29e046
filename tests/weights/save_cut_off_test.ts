/** Savings that the system ends: a kill between any two steps, and a disk that is full, leave the old model or the new one. */
import { assert, assertEquals } from "@std/assert";
import { load } from "../../mod.ts";
import { fillDisk, noSmallDisk, onSmallDisk } from "../bytes/_small_disk.ts";
import { networkOf, weightsOf } from "./_networks.ts";

const WEIGHTS = weightsOf(1);
const lib = new URL("../../lib/", import.meta.url).href;

/**
 * Saves a model over itself with other numbers, and kills itself before step `Deno.args[2]` of those that change anything on the disk: a file's creation, a
 * write, a sync, a rename. A write that is cut off has come half way.
 */
const SAVE = `import { load } from "${lib}profile.ts";
const [path, data, kill] = Deno.args;
const model = await load(path);
for (const parameter of model.parameters()) parameter.set(new Float32Array(parameter.numel()).fill(2));
let steps = 0;
const step = (halfWay) => { if (steps++ === Number(kill)) { halfWay?.(); Deno.kill(Deno.pid, "SIGKILL"); while (true); } };
const { write, sync } = Deno.FsFile.prototype;
Deno.FsFile.prototype.write = function (bytes) { step(() => this.writeSync(bytes.subarray(0, bytes.length >> 1))); return write.call(this, bytes); };
Deno.FsFile.prototype.sync = function () { step(); return sync.call(this); };
const { rename, open } = Deno;
Deno.rename = (from, to) => { step(); return rename(from, to); };
Deno.open = (path, options) => { if (options?.createNew) step(); return open(path, options); };
await model.save(path, { data });
console.log(steps);`;

async function save(folder: string, data: string, kill?: number): Promise<{ signal: string | null; stdout: string; stderr: string }> {
  await Deno.writeTextFile(`${folder}/../save.ts`, SAVE);
  const args = ["run", "-A", "--no-lock", `${folder}/../save.ts`, `${folder}/net.onnx`, data, String(kill ?? -1)];
  const { signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).output();
  return { signal, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function put(folder: string, placement: "raw" | "external"): Promise<void> {
  const { model, data } = networkOf(WEIGHTS, placement);
  await Deno.writeFile(`${folder}/net.onnx`, model);
  if (placement === "external") await Deno.writeFile(`${folder}/weights.bin`, data);
}

/** What the folder's model holds: all old, or all new. */
async function stateOf(folder: string): Promise<"old" | "new"> {
  const model = await load(`${folder}/net.onnx`);
  const all = await Promise.all([...model.parameters()].map((parameter) => parameter.load()));
  if (all.every((values) => (values as Float32Array).every((value) => value === 2))) return "new";
  assertEquals(all, [WEIGHTS.first, WEIGHTS.second, WEIGHTS.bias]);
  return "old";
}

async function listing(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

for (const [placement, data] of [["raw", "keep"], ["external", "keep"], ["raw", "outside"]] as const) {
  Deno.test({
    name: `${placement}, data: "${data}": killed before any step of a saving over itself, there is the old model or the new one`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const folder = `${await Deno.makeTempDir()}/in`;
      await Deno.mkdir(folder);
      await put(folder, placement);
      const steps = Number((await save(folder, data)).stdout);
      assert(steps >= 4, `${steps} steps`);
      const states: string[] = [];
      for (let kill = 0; kill < steps; kill++) {
        await Deno.remove(folder, { recursive: true });
        await Deno.mkdir(folder);
        await put(folder, placement);
        assertEquals((await save(folder, data, kill)).signal, "SIGKILL");
        states.push(await stateOf(folder));
      }
      assertEquals(states, states.toSorted().toReversed()); // once new, never old again
      // What a killed saving left goes with the next one, when it is old enough to be nobody's.
      for (const name of await listing(folder)) if (name.endsWith(".part")) await Deno.utime(`${folder}/${name}`, 1, 1);
      assertEquals((await save(folder, data)).stderr, "");
      assertEquals((await listing(folder)).filter((name) => name.endsWith(".part")), []);
      assertEquals(await stateOf(folder), "new");
    },
  });
}

Deno.test({
  name: `a full disk leaves the old model and nothing else, and the error says so${
    noSmallDisk === undefined ? "" : ` (SKIPPED: ${noSmallDisk})`
  }`,
  ignore: noSmallDisk !== undefined,
  async fn() {
    const had = await onSmallDisk(16, async (folder) => {
      for (const [placement, data] of [["raw", "keep"], ["raw", "outside"], ["external", "keep"], ["external", "inside"]] as const) {
        for (const leave of data === "outside" || placement === "external" && data === "keep" ? [0, 1] : [0]) {
          await put(folder, placement);
          const before = await listing(folder);
          fillDisk(`${folder}/filler`, leave); // with a page left, the data come onto the disk, and the model does not
          const { stderr } = await save(folder, data);
          assert(/Cannot write .*: .*space.*; what was there before is as it was/i.test(stderr), stderr);
          assertEquals(await listing(folder), [...before, "filler"].sort(), `${placement}, ${data}, ${leave} left`);
          assertEquals(await stateOf(folder), "old");
          for (const name of await listing(folder)) await Deno.remove(`${folder}/${name}`);
        }
      }
    });
    if (!had) console.warn("SKIPPED: the system gives no small disk to mount");
  },
});
