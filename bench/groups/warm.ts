import { type nn, toOnnx, zoo } from "../../mod.ts";
import { writeInlineWeights } from "../models.ts";
import { median, runSubject } from "../subject.ts";
import { type Bench, bytes, line, ms, type OwnRun } from "./group.ts";

/** One file, and what it takes to profile it where the sizes are free. */
interface Case {
  readonly title: string;
  readonly file: string;
  readonly dims?: Readonly<Record<string, number>>;
  /** False where the weights are more than memory holds: a session reads them. */
  readonly session?: boolean;
}

/** What a peer in Python prints. */
interface Python {
  readonly onnx: string;
  readonly load: readonly number[];
  readonly both: readonly number[];
  readonly tool: readonly number[];
  readonly errors: Readonly<Record<string, string>>;
  readonly peakMiB: number;
}

/** What a peer on npm prints. */
interface Npm {
  readonly ms: readonly number[];
  readonly error?: string;
  readonly peakMiB: number;
}

/** A full profile of files of several kinds, in a process that has made one before, beside the peers. */
export async function measureWarm({ folder, runs }: Bench): Promise<void> {
  console.log("\nA profile, warm (the process has made up to 30 before, for at most 1.5 s); a peer's ratio is its time by ours");
  for await (const each of makeCases(folder)) {
    await measureCase(each, runs);
    await Deno.remove(each.file);
  }
}

async function* makeCases(folder: string): AsyncGenerator<Case> {
  const write = async (name: string, data: Uint8Array) => {
    await Deno.writeFile(`${folder}/${name}.onnx`, data);
    return `${folder}/${name}.onnx`;
  };
  yield { title: "small: ResNet-50 with weights", file: await write("resnet50", await toOnnx(zoo.resnet50())) };
  yield { title: "wide: VGG-16 with weights", file: await write("vgg16", await toOnnx(zoo.vgg16())) };
  const free = await toOnnx(zoo.gpt2(), { inputs: { input_ids: ["batch", "sequence"] } });
  yield { title: "a transformer with free dimensions: GPT-2 with weights", file: await write("gpt2", free) };
  await writeInlineWeights(`${folder}/inline.onnx`, 300, 1265);
  yield { title: "large: 1.9 GB of inline weights, 300 tensors", file: `${folder}/inline.onnx`, dims: { batch: 1 } };
  const llama = zoo.llama2_7b();
  const external = await write("llama2_7b", await toOnnx(llama, { weights: "external", location: "llama2_7b.weights" }));
  yield {
    title: `large: Llama 2 7B, ${bytes(await holes(`${folder}/llama2_7b.weights`, llama))} of external weights`,
    file: external,
    session: false,
  };
  await Deno.remove(`${folder}/llama2_7b.weights`);
}

/** A file of holes, as long as the weights of a network. */
async function holes(path: string, network: nn.Module): Promise<number> {
  const length = [...network.toModel().graph.initializers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  await Deno.writeFile(path, new Uint8Array(0));
  await Deno.truncate(path, length);
  return length;
}

async function measureCase({ title, file, dims = {}, session = true }: Case, runs: number): Promise<void> {
  const own = await runSubject<OwnRun>("flopbook.ts", file, String(runs), JSON.stringify(dims));
  const time = median(own.warm);
  console.log(`${title} (${bytes(own.bytes)}, ${own.nodes} nodes)`);
  const parts = Object.entries(own.parts).map(([name, times]) => `${name} ${ms(median(times))}`).join(", ");
  line("flopbook", ms(time), `peak ${own.peakMiB.toFixed(0)} MiB`, `read ${bytes(own.bytesRead)} of the file`, `in parts: ${parts}`);
  const tell = (name: string, times: readonly number[], peakMiB: number, error?: string) => {
    if (error !== undefined && times.length === 0) line(name, error);
    else {
      const ratio = `${(median(times) / time).toFixed(1)} × the time`;
      line(name, ms(median(times)), ratio, `peak ${peakMiB.toFixed(0)} MiB`, `${(peakMiB / own.peakMiB).toFixed(1)} × the memory`, error);
    }
  };
  await python(file, runs, tell);
  const scripts = [["onnx-proto, decode", "onnx_proto.ts"], ["onnxruntime, session", "onnxruntime.ts"]] as const;
  for (const [name, script] of session ? scripts : scripts.slice(0, 1)) {
    const peer = await runSubject<Npm>(script, file, String(runs)).catch((error: Error): Npm => ({
      ms: [],
      error: error.message,
      peakMiB: NaN,
    }));
    tell(name, peer.ms, peer.peakMiB, peer.error);
  }
}

async function python(
  file: string,
  runs: number,
  tell: (name: string, times: readonly number[], peakMiB: number, error?: string) => void,
): Promise<void> {
  try {
    const { onnx, load, both, tool, errors, peakMiB } = await runSubject<Python>("onnx_python.py", file, String(runs));
    tell(`onnx ${onnx}, load`, load, peakMiB, errors["load"]);
    tell(`onnx ${onnx}, load and infer`, both, peakMiB, errors["infer"] && `inference ends with ${errors["infer"]}`);
    if (tool.length > 0) tell("onnx-tool", tool, peakMiB, errors["onnx-tool"]);
  } catch (error) {
    line("python3-onnx", `not measured: ${error instanceof Error ? error.message : error}`);
  }
}
