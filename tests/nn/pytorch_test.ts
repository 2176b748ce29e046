/**
 * Numbers: what `nn` writes gives in onnxruntime what PyTorch gave with the same weights, within 1e-4.
 *
 * PyTorch's outputs are recorded in `tests/data/nn/pytorch_outputs.json`: some of each network's or layer's, evenly spread. Where Debian's python3-torch,
 * python3-torchvision and python3-onnx are, `FLOPBOOK_RECORD=1 deno test -A tests/nn/pytorch_test.ts` writes them anew (it needs ../shared/zoo).
 */
import { assert, assertEquals } from "@std/assert";
import { nn, toOnnx, zoo } from "../../mod.ts";
import { run, testWithOnnxruntime } from "../_onnxruntime.ts";

const RECORDED = new URL("../data/nn/pytorch_outputs.json", import.meta.url);
const isRecording = Deno.env.get("FLOPBOOK_RECORD") !== undefined;
/** So many of the outputs are kept. */
const KEPT = 48;

/** What PyTorch gave: how many outputs, and some of them. */
interface Recorded {
  readonly torch: string;
  readonly count: number;
  readonly values: readonly number[];
}

const recorded: Record<string, Recorded> = JSON.parse(await Deno.readTextFile(RECORDED).catch(() => "{}"));

/** One network: as it is written here, and the expression that makes it in PyTorch. */
interface Job {
  readonly name: string;
  readonly network: nn.Module;
  readonly torch: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int64";
  readonly prefix: string;
}

class Only extends nn.Module {
  constructor(readonly layer: nn.Module) {
    super();
  }
  override forward(x: nn.Value) {
    return this.layer(x);
  }
}

/** Numbers that differ, near 1 for factors and variances and near 0 for the rest, so that no part of a network is lost in zeros. */
function spread(network: nn.Module): void {
  for (const [name, stored] of [...network.namedParameters(), ...network.namedBuffers()]) {
    if (stored.dtype !== "float32" || name.endsWith("relative_coords_table")) continue;
    const factor = name.endsWith("running_var") || (name.endsWith("weight") && stored.shape.length === 1);
    if (factor) stored.init = nn.init.uniform(0.5, 1.5);
    else if (stored.shape.length <= 1 || /layer_scale|logit_scale|class_token|head\.weight/.test(name)) {
      stored.init = nn.init.uniform(-0.2, 0.2);
    }
  }
}

function inputOf({ shape, dtype }: Job): Float32Array | BigInt64Array {
  const count = shape.reduce((a, b) => a * b, 1);
  if (dtype === "int64") return BigInt64Array.from({ length: count }, (_, index) => BigInt((index * 37 + 11) % 20));
  let state = 7;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 29 - 2;
  });
}

/** Some of the outputs, evenly spread, in single precision. */
function kept(values: Float32Array): number[] {
  const step = Math.max(1, values.length / KEPT);
  return Array.from({ length: Math.min(KEPT, values.length) }, (_, index) => values[Math.floor(index * step)]!);
}

async function compare(jobs: readonly Job[], opsets: readonly number[]): Promise<void> {
  for (const job of jobs) spread(job.network);
  if (isRecording) await record(jobs, opsets[0]!);
  for (const job of jobs) {
    const expected = recorded[job.name]!;
    assertEquals(expected.torch, job.torch, "what is recorded");
    assert(expected.values.some((value) => Math.abs(value) > 1e-2), `${job.torch} gives nothing but zeros`);
    for (const opset of opsets) {
      const [name] = job.network.toModel().graph.inputs.map((each) => each.name);
      const feeds = new Map([[name!, { dtype: job.dtype, dims: job.shape, data: inputOf(job) }]]);
      const outputs = await run(await toOnnx(job.network, { opset }), feeds);
      const all = Float32Array.from([...outputs.values()].flatMap(({ data }) => Array.from(data as ArrayLike<number>, Number)));
      assertEquals(all.length, expected.count, job.torch);
      const worst = kept(all).reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected.values[at]!)), 0);
      assert(worst < 1e-4, `${job.torch} differs by ${worst} at operator set ${opset}`);
    }
  }
}

/** Runs the networks in PyTorch with the weights that our files have. */
async function record(jobs: readonly Job[], opset: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const job of jobs) {
      await Deno.writeFile(`${folder}/${job.name}.in`, new Uint8Array(inputOf(job).buffer as ArrayBuffer));
      await Deno.writeFile(`${folder}/${job.name}.onnx`, await toOnnx(job.network, { opset }));
    }
    await Deno.writeTextFile(`${folder}/jobs.json`, JSON.stringify(jobs.map(({ network: _, ...job }) => job)));
    const [script, shared] = ["pytorch_outputs.py", "../../../shared/zoo/"].map((path) =>
      decodeURIComponent(new URL(path, import.meta.url).pathname)
    );
    const { success, stderr } = await new Deno.Command("/usr/bin/python3", { args: [script!, folder, shared!] }).output();
    assert(success, new TextDecoder().decode(stderr));
    for (const { name, torch } of jobs) {
      const values = new Float32Array((await Deno.readFile(`${folder}/${name}.expected`)).buffer);
      recorded[name] = { torch, count: values.length, values: kept(values) };
    }
    const lines = Object.entries(recorded).map(([name, each]) => `  ${JSON.stringify(name)}: ${JSON.stringify(each)}`);
    await Deno.writeTextFile(RECORDED, `{\n${lines.join(",\n")}\n}\n`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

testWithOnnxruntime("networks of ten kinds give what PyTorch gives", async () => {
  const image = [1, 3, 224, 224];
  const vision = (name: string, network: nn.Module, shape = image): Job => {
    return { name, network, torch: `torchvision.models.${name}(weights=None)`, shape, dtype: "float32", prefix: "" };
  };
  const own = (name: string, network: nn.Module, torch: string, shape: readonly number[], dtype: Job["dtype"]): Job => ({
    name,
    network,
    torch: `make_zoo.${torch}`,
    shape,
    dtype,
    prefix: "",
  });
  const tokens = { tokens: { shape: [1, 32], dtype: "int64" } } as const;
  await compare([
    vision("resnet18", zoo.resnet18()),
    vision("squeezenet1_1", zoo.squeezenet1_1()),
    vision("mobilenet_v3_small", zoo.mobilenet_v3_small()),
    vision("shufflenet_v2_x0_5", zoo.shufflenet_v2_x0_5()),
    vision("efficientnet_b0", zoo.efficientnet_b0()),
    vision("regnet_y_400mf", zoo.regnet_y_400mf()),
    vision("swin_t", zoo.swin_t()),
    own("unet", zoo.unet(), "UNet()", [1, 3, 256, 256], "float32"),
    own("lstm_lm", zoo.lstm_lm(), "LstmLM()", [1, 32], "int64"),
    own("gpt2_nano", zoo.gpt2({ layers: 3, heads: 4, dim: 128, context: 64, vocab: 1000 }).example(tokens), "GPT(3, 4, 128, 64, 1000)", [
      1,
      32,
    ], "int64"),
  ], [17]);
});

testWithOnnxruntime("every layer gives what PyTorch gives, at three operator sets", async () => {
  const { layers } = JSON.parse(await Deno.readTextFile(new URL("../data/nn/layers.json", import.meta.url)));
  const jobs = (layers as { code: string; torch: string; input: number[]; dtype: Job["dtype"] }[]).map(
    ({ code, torch, input: shape, dtype }, index): Job => {
      const layer: nn.Module = new Function("nn", `return ${code}`)(nn);
      return { name: `layer${index}`, network: new Only(layer).example({ x: { shape, dtype } }), torch, shape, dtype, prefix: "layer." };
    },
  );
  await compare(jobs, [14, 17, 21]);
});
