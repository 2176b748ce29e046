/**
 * Numbers: what `nn` writes gives in onnxruntime what PyTorch gives with the same weights, within 1e-4.
 *
 * It needs Debian's python3-torch, python3-torchvision and python3-onnx, and onnxruntime for Deno, which is 291 MB and so never downloaded unasked:
 * `FLOPBOOK_ONNXRUNTIME=npm:onnxruntime-node@1.30.0 deno test --no-lock -A tests/nn/pytorch_test.ts`.
 */
import { assert, assertEquals } from "@std/assert";
import { nn, toOnnx, zoo } from "../../mod.ts";

const PYTHON = "/usr/bin/python3";
const runtime = Deno.env.get("FLOPBOOK_ONNXRUNTIME");
const hasTorch = runtime !== undefined &&
  await new Deno.Command(PYTHON, { args: ["-c", "import torch, torchvision, onnx"], stderr: "null" }).output().then(
    ({ success }) => success,
    () => false,
  );
const shared = new URL("../../../shared/zoo/", import.meta.url);

/** The part of onnxruntime that is used here. */
interface Runtime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<{
      readonly outputNames: readonly string[];
      run(feeds: object): Promise<Record<string, { readonly data: ArrayLike<number>; readonly dims: readonly number[] }>>;
      release(): Promise<void>;
    }>;
  };
  readonly Tensor: new (dtype: string, data: Float32Array | BigInt64Array, shape: readonly number[]) => object;
}

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

async function compare(jobs: readonly Job[], opsets: readonly number[]): Promise<void> {
  const ort: Runtime = await import(runtime!);
  const folder = await Deno.makeTempDir();
  try {
    const given = new Map<string, Float32Array[]>();
    for (const job of jobs) {
      spread(job.network);
      const input = inputOf(job);
      await Deno.writeFile(`${folder}/${job.name}.in`, new Uint8Array(input.buffer as ArrayBuffer));
      for (const opset of opsets) {
        const bytes = await toOnnx(job.network, { opset });
        await Deno.writeFile(`${folder}/${job.name}.onnx`, bytes);
        const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
        const [name] = job.network.toModel().graph.inputs.map((each) => each.name);
        const outputs = await session.run({ [name!]: new ort.Tensor(job.dtype, input, job.shape) });
        const all = session.outputNames.flatMap((output) => Array.from(outputs[output]!.data, Number));
        given.set(job.name, [...given.get(job.name) ?? [], Float32Array.from(all)]);
        await session.release();
      }
    }
    await Deno.writeTextFile(`${folder}/jobs.json`, JSON.stringify(jobs.map(({ network: _, ...job }) => job)));
    const script = decodeURIComponent(new URL("pytorch_outputs.py", import.meta.url).pathname);
    const { success, stderr } = await new Deno.Command(PYTHON, { args: [script, folder, decodeURIComponent(shared.pathname)] }).output();
    assert(success, new TextDecoder().decode(stderr));
    for (const { name, torch } of jobs) {
      const expected = new Float32Array((await Deno.readFile(`${folder}/${name}.expected`)).buffer);
      for (const [index, values] of given.get(name)!.entries()) {
        assertEquals(values.length, expected.length, torch);
        const worst = values.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0);
        assert(worst < 1e-4, `${torch} differs by ${worst} at operator set ${opsets[index]}`);
        assert(expected.some((value) => Math.abs(value) > 1e-2), `${torch} gives nothing but zeros`);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const skipped = hasTorch ? "" : " (skipped: FLOPBOOK_ONNXRUNTIME is not set, or python3-torchvision is not installed)";

Deno.test({
  name: `networks of eighteen kinds give what PyTorch gives${skipped}`,
  ignore: !hasTorch,
  fn: async () => {
    const image = [1, 3, 224, 224];
    const vision = (name: string, network: nn.Module, shape = image): Job => {
      const options = name === "googlenet" ? ", init_weights=False" : "";
      return { name, network, torch: `torchvision.models.${name}(weights=None${options})`, shape, dtype: "float32", prefix: "" };
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
      vision("alexnet", zoo.alexnet()),
      vision("resnet18", zoo.resnet18()),
      vision("densenet121", zoo.densenet121()),
      vision("squeezenet1_1", zoo.squeezenet1_1()),
      vision("googlenet", zoo.googlenet()),
      vision("mobilenet_v2", zoo.mobilenet_v2()),
      vision("mobilenet_v3_small", zoo.mobilenet_v3_small()),
      vision("shufflenet_v2_x0_5", zoo.shufflenet_v2_x0_5()),
      vision("mnasnet0_5", zoo.mnasnet0_5()),
      vision("efficientnet_b0", zoo.efficientnet_b0()),
      vision("regnet_y_400mf", zoo.regnet_y_400mf()),
      vision("convnext_tiny", zoo.convnext_tiny()),
      vision("vit_b_32", zoo.vit_b_32()),
      vision("swin_t", zoo.swin_t()),
      vision("swin_v2_t", zoo.swin_v2_t(), [1, 3, 256, 256]),
      own("unet", zoo.unet(), "UNet()", [1, 3, 256, 256], "float32"),
      own("lstm_lm", zoo.lstm_lm(), "LstmLM()", [1, 32], "int64"),
      own("gpt2_nano", zoo.gpt2({ layers: 3, heads: 4, dim: 128, context: 64, vocab: 1000 }).example(tokens), "GPT(3, 4, 128, 64, 1000)", [
        1,
        32,
      ], "int64"),
    ], [17]);
  },
});

Deno.test({
  name: `every layer gives what PyTorch gives, at three operator sets${skipped}`,
  ignore: !hasTorch,
  fn: async () => {
    const { layers } = JSON.parse(await Deno.readTextFile(new URL("../data/nn/layers.json", import.meta.url)));
    const jobs = (layers as { code: string; torch: string; input: number[]; dtype: Job["dtype"] }[]).map(
      ({ code, torch, input: shape, dtype }, index): Job => {
        const layer: nn.Module = new Function("nn", `return ${code}`)(nn);
        return { name: `layer${index}`, network: new Only(layer).example({ x: { shape, dtype } }), torch, shape, dtype, prefix: "layer." };
      },
    );
    await compare(jobs, [14, 17, 21]);
  },
});
