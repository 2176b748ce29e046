/** Each tool's own numbers on real models: the copies in `tests/data/zoo`, and the whole zoo where it stands beside the repository. */
import { assert, assertEquals } from "@std/assert";
import { conventionOf } from "../../../lib/analysis/conventions/mod.ts";
import { sum } from "../../../lib/model/dim.ts";
import { profile } from "../../../lib/profile.ts";
import type { Report } from "../../../lib/report.ts";

type Numbers = Readonly<Record<string, number>>;

interface Peers {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly tools: Readonly<Record<string, Numbers>>;
  readonly "onnx-tool": Readonly<Record<string, Numbers>>;
}

const data = new URL("../../data/zoo/", import.meta.url);
const shared = new URL("../../../../shared/zoo/", import.meta.url);

/** Numbers that an export cannot have, each with its cause. */
const MISSED: readonly (readonly [variant: RegExp, number: RegExp, cause: string])[] = [
  [/^inception_v3\./, /params|totalParams/, "the auxiliary head never runs, and no export has it"],
  [/\.(fp16|qdq)$/, /forwardBackwardBytes/, "its activations are not stored as float32"],
  [/^(gpt2_124m|gpt2_nano)\.(fold|dyn)$/, /params|totalParams/, "constant folding stores tied weights twice, or a part of a table"],
  [/^transformer_encoder\.fold$/, /params|totalParams/, "constant folding has cut the table of positions to what is used"],
];

function isMissed(file: string, number: string): boolean {
  return MISSED.some(([variant, which]) => variant.test(file) && which.test(number));
}

async function check(file: string, folder: URL, peers: Peers): Promise<void> {
  const inputs = Object.fromEntries(peers.inputs.map(({ name, shape }) => [name, shape]));
  const report = await profile(new URL(`${file}.onnx`, folder), { inputs, unfold: true });
  const wrong: string[] = [];
  const [, variant] = file.split(".");
  for (const [tool, numbers] of Object.entries({ ...peers.tools, "onnx-tool": peers["onnx-tool"][variant!] ?? {} })) {
    const count = report.conventions.by(tool);
    for (const [number, wanted] of Object.entries(numbers)) {
      if (count.numbers[number] !== wanted && !isMissed(file, `${tool} ${number}`)) {
        wrong.push(`${tool} ${number}: ${count.numbers[number]}, wanted ${wanted}`);
      }
    }
  }
  assertEquals(wrong, []);
  checkItems(report);
}

/** Parts sum to the whole, each has a reason in words, and every node that it names is there. */
function checkItems({ conventions, nodes }: Report): void {
  for (const { convention, numbers, items } of conventions.all()) {
    for (const [number, parts] of Object.entries(items)) {
      if (conventionOf(convention.name).numbers[number]!.finish === undefined) {
        assertEquals(sum(parts.map(({ amount }) => amount)), numbers[number], convention.name);
      }
      for (const { reason, nodes: indices } of parts) {
        assert(Object.hasOwn(convention.reasons, reason), `${convention.name} has no words for ${reason}`);
        assert(indices.every((index) => nodes[index] !== undefined));
      }
    }
  }
}

const peers: Record<string, Peers> = JSON.parse(await Deno.readTextFile(new URL("peers.json", data)));
for await (const { name } of Deno.readDir(data)) {
  const file = name.replace(/\.onnx$/, "");
  if (file === name) continue;
  Deno.test(`${file}: every tool's numbers`, () => check(file, data, peers[file.split(".")[0]!]!));
}

/** The shared zoo's truth in the form of the small copy's. */
// deno-lint-ignore no-explicit-any -- as the file has it
function peersOf({ inputs, peers, torch_flop_counter, published }: any): Peers {
  const { thop, fvcore, torchinfo, ptflops, calflops } = peers;
  const tools: Record<string, Record<string, number | undefined>> = {
    thop: { flops: thop.macs, params: thop.params },
    fvcore: { flops: fvcore.flops_meaning_macs, params: fvcore.params },
    torchinfo: {
      totalMultAdds: torchinfo.total_mult_adds,
      totalParams: torchinfo.total_params,
      forwardBackwardBytes: torchinfo.total_output_bytes,
    },
    ptflops: { macs: ptflops.pytorch.macs ?? undefined },
    "ptflops-aten": { macs: ptflops.aten.macs },
    calflops: { flops: calflops.flops, macs: calflops.macs },
    torch: { flops: torch_flop_counter.flops },
    torchvision: { gflops: published?.gmacs_ops_field },
  };
  // deno-lint-ignore no-explicit-any -- as the file has it
  const ofFiles = Object.entries<any>(peers.onnx_tool).filter(([, { macs }]) => macs !== undefined).map(([variant, each]) => [
    variant,
    { macs: each.macs, params: each.params, memoryBytes: each.memory_bytes },
  ]);
  return { inputs, tools: JSON.parse(JSON.stringify(tools)), "onnx-tool": Object.fromEntries(ofFiles) };
}

const hasShared = await Deno.stat(shared).then(() => true, () => false);
Deno.test({
  name: `every tool's numbers on the shared zoo${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn(context) {
    const { models } = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared)));
    // deno-lint-ignore no-explicit-any -- as the file has it
    for (const [name, model] of Object.entries<any>(models)) {
      for (const variant of Object.keys(model.files)) {
        await context.step(`${name}.${variant}`, () => check(`${name}.${variant}`, new URL("models/", shared), peersOf(model)));
      }
    }
  },
});
