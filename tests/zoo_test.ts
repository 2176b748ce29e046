/** Real models against what PyTorch and onnx-tool say of them: the copies in `tests/data/zoo`, and the whole zoo where it stands beside the repository. */
import { assert, assertEquals } from "@std/assert";
import type { Dim } from "../lib/model/dim.ts";
import { substitution } from "../lib/model/dim_substitute.ts";
import { sumWork, type Work } from "../lib/operators/work.ts";
import { profile } from "../lib/profile.ts";
import type { Report } from "../lib/report.ts";

interface Truth {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly macs: number;
  readonly parameters: number;
  readonly buffers: number;
  readonly variants: Readonly<
    Record<string, { readonly floatElementsOfFold?: number; readonly outputShapes?: Readonly<Record<string, readonly number[]>> }>
  >;
}

const data = new URL("./data/zoo/", import.meta.url);
const shared = new URL("../../shared/zoo/", import.meta.url);

/** Variants in which parameters carry PyTorch's names. */
const NAMED = new Set(["keep", "init", "fn", "fp16", "op17"]);

async function check(path: URL, truth: Truth, variant: string): Promise<void> {
  const inputs = Object.fromEntries(truth.inputs.map(({ name, shape }) => [name, shape]));
  const report = await profile(path, { inputs });
  assertEquals(report.coverage.nodes, []);
  assertEquals(report.macs, truth.macs);
  if (NAMED.has(variant)) {
    assertEquals(report.parameters, truth.parameters);
    assertEquals(report.buffers, truth.buffers);
  }
  const { floatElementsOfFold, outputShapes = {} } = truth.variants[variant]!;
  if (floatElementsOfFold !== undefined) assertEquals(report.parameters, floatElementsOfFold);
  const wrong: string[] = [];
  for (const node of report.nodes) {
    const wanted = outputShapes[node.name];
    const shape = report.tensors.get(node.outputs[0]!)?.shape;
    const written = shape?.length === 0 ? [0] : shape; // onnx-tool writes a scalar's shape as [0]
    if (wanted !== undefined && String(written) !== String(wanted)) wrong.push(`${node.name}: [${written}], wanted [${wanted}]`);
  }
  assertEquals(wrong, []);
}

const truths: Record<string, Truth> = JSON.parse(await Deno.readTextFile(new URL("truth.json", data)));
for (const [name, truth] of Object.entries(truths)) {
  for (const variant of Object.keys(truth.variants)) {
    Deno.test(`${name}.${variant} agrees with PyTorch`, () => check(new URL(`${name}.${variant}.onnx`, data), truth, variant));
  }
}

/** The shared zoo's own truth in the form of the small copy's. */
async function readShared(): Promise<[string, Truth][]> {
  const { models } = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared)));
  return await Promise.all(
    Object.entries<SharedModel>(models).map(async ([name, model]): Promise<[string, Truth]> => {
      const file = await Deno.open(new URL(`modules/${name}.json.gz`, shared));
      const modules = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
      const dead = new Set((model.torch.params_unused_names ?? []).map((path) => path.slice(0, path.lastIndexOf("."))));
      const buffers = (modules.torch.named_buffers as [string, number[]][]).filter(([path]) =>
        !path.endsWith("num_batches_tracked") && !dead.has(path.slice(0, path.lastIndexOf(".")))
      ).reduce((total, [, shape]) => total + shape.reduce((a, b) => a * b, 1), 0);
      const variants = Object.fromEntries(
        Object.keys(model.files).map((variant) => {
          const nodes: [string, ...unknown[]][] | undefined = modules.onnx_tool[variant]?.nodes;
          const outputShapes = nodes && Object.fromEntries(nodes.map((row) => [row[0], row[6] as number[]]));
          const float = variant === "qdq" ? model.files["fold"]?.initializer_elements_by_type.FLOAT : undefined;
          return [variant, { ...(outputShapes && { outputShapes }), ...(float !== undefined && { floatElementsOfFold: float }) }];
        }),
      );
      const parameters = model.torch.params - (model.torch.params_unused_in_forward ?? 0);
      return [name, { inputs: model.inputs, macs: model.macs, parameters, buffers, variants }];
    }),
  );
}

interface SharedModel {
  readonly inputs: Truth["inputs"];
  readonly macs: number;
  readonly files: Readonly<Record<string, { readonly initializer_elements_by_type: { readonly FLOAT: number } }>>;
  readonly torch: { readonly params: number; readonly params_unused_in_forward?: number; readonly params_unused_names?: readonly string[] };
}

const hasShared = await Deno.stat(shared).then(() => true, () => false);
Deno.test({
  name: `every model of the shared zoo agrees with PyTorch${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn(context) {
    for (const [name, truth] of await readShared()) {
      for (const variant of Object.keys(truth.variants)) {
        await context.step(`${name}.${variant}`, () => check(new URL(`models/${name}.${variant}.onnx`, shared), truth, variant));
      }
    }
  },
});

/** Three bindings for each model with free dimensions: the closed forms with these numbers put in are the profiles made with them. */
const BINDINGS: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>> = {
  resnet50: [{ batch: 1, height: 224, width: 224 }, { batch: 7, height: 97, width: 131 }, { batch: 2, height: 33, width: 640 }],
  mobilenet_v2: [{ batch: 1 }, { batch: 3 }, { batch: 16 }],
  unet: [{ batch: 1, height: 256, width: 256 }, { batch: 5, height: 64, width: 40 }, { batch: 2, height: 8, width: 104 }],
  lstm_lm: [{ batch: 1, seq: 32 }, { batch: 9, seq: 5 }, { batch: 4, seq: 77 }],
  gpt2_nano: [{ batch: 1, seq: 32 }, { batch: 3, seq: 7 }, { batch: 2, seq: 64 }],
};

for (const [name, bindings] of Object.entries(BINDINGS)) {
  Deno.test(`${name}.dyn: closed forms equal the profiles with numbers`, async () => {
    const path = new URL(`${name}.dyn.onnx`, data);
    const free = await profile(path);
    assert(typeof free.macs !== "number", "macs must be a closed form");
    for (const dims of bindings) {
      const bound = await profile(path, { dims });
      const at = substitution(new Map<string, Dim>(Object.entries(dims)));
      assertEquals(at(free.macs), bound.macs);
      assertEquals(at(free.flops), bound.flops);
      for (const member of ["elements", "readBytes", "writeBytes"] as const) {
        assertEquals(at(free.memoryAccess[member]), bound.memoryAccess[member]);
      }
      assertEquals(at(free.peak.activationBytes), bound.peak.activationBytes);
      for (const [tensor, { shape }] of free.tensors) assertEquals(shape?.map(at), bound.tensors.get(tensor)?.shape, tensor);
    }
  });
}

Deno.test("gpt2_nano: a folded export stores tied weights twice, and the note names the pair", async () => {
  const { notes, parameters } = await profile(new URL("gpt2_nano.fold.onnx", data));
  assertEquals(parameters, truths["gpt2_nano"]!.parameters + 1000 * 128); // vocabulary 1000, width 128: the table's transposed copy
  const tied = notes.filter((note) => note.kind === "may-be-tied");
  assertEquals(tied.length, 1);
  assertEquals(tied[0]!.tensors[0], "wte.weight");
});

/** The work of all nodes but those in the scopes of `norms`. */
function workOutside(report: Report, norms: readonly string[]): Work {
  return sumWork(report.nodes.filter(({ name }) => !norms.some((scope) => name.startsWith(scope))).map((node) => node.work));
}

async function checkOpsets(name: string, folder: URL): Promise<void> {
  const [keep, op17] = await Promise.all(["keep", "op17"].map((variant) => profile(new URL(`${name}.${variant}.onnx`, folder))));
  const norms = op17!.nodes.filter((node) => node.op === "LayerNormalization").map(({ name }) => name.slice(0, name.lastIndexOf("/") + 1));
  assert(norms.length > 0);
  assertEquals(workOutside(keep!, norms), workOutside(op17!, norms));
  assertEquals([keep!.macs, keep!.parameters], [op17!.macs, op17!.parameters]);
}

Deno.test("transformer_encoder: opset 14 and 17 agree but for the two forms of LayerNormalization", () =>
  checkOpsets("transformer_encoder", data));

Deno.test({
  name: `three networks of the shared zoo: opset 14 and 17 agree likewise${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn() {
    for (const name of ["convnext_tiny", "vit_b_16", "gpt2_124m"]) await checkOpsets(name, new URL("models/", shared));
  },
});
