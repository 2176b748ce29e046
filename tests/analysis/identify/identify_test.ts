/** Who printed this number? Each peer's own numbers out of `peers.json` (and of the shared zoo's truth.json where it is there) are asked for, exactly and as they are printed. */
import { assert, assertEquals } from "@std/assert";
import { identify } from "../../../lib/identify.ts";
import { load } from "../../../lib/profile.ts";

type Numbers = Readonly<Record<string, number>>;

interface Peers {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly tools: Readonly<Record<string, Numbers>>;
  readonly "onnx-tool": Readonly<Record<string, Numbers>>;
}

const zoo = new URL("../../data/zoo/", import.meta.url);
const peers: Record<string, Peers> = JSON.parse(await Deno.readTextFile(new URL("peers.json", zoo)));
const FILES = ["alexnet.keep", "gpt2_nano.keep", "lstm_lm.keep", "resnet18.keep", "squeezenet1_1.keep", "unet.keep", "vgg16.keep"];
const resnet18 = new URL("resnet18.keep.onnx", zoo);

/** To so many digits in M or G, as tools and papers print. */
function printed(value: number, digits: number): string {
  const [scale, unit] = value >= 1e9 ? [1e9, "G"] : [1e6, "M"];
  const rounded = Number((value / scale).toPrecision(digits));
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  return `${rounded.toFixed(places)} ${unit}`;
}

/** Each tool's numbers of a model. */
function* numbersOf(file: string): Generator<readonly [tool: string, number: string, value: number]> {
  const [name, variant] = file.split(".") as [string, string];
  for (const [tool, numbers] of Object.entries({ ...peers[name]!.tools, "onnx-tool": peers[name]!["onnx-tool"][variant] ?? {} })) {
    for (const [number, value] of Object.entries(numbers)) if (value > 1e5) yield [tool, number, value];
  }
}

async function modelOf(file: string) {
  const { inputs } = peers[file.split(".")[0]!]!;
  return {
    model: await load(new URL(`${file}.onnx`, zoo)),
    options: { inputs: Object.fromEntries(inputs.map(({ name, shape }) => [name, shape])) },
  };
}

Deno.test("a tool's own number names that tool or a tie that holds it", async () => {
  let [asked, named] = [0, 0];
  const missed: string[] = [];
  for (const file of FILES) {
    const { model, options } = await modelOf(file);
    for (const [tool, number, value] of numbersOf(file)) {
      for (const form of [value, printed(value, 3), printed(value, 2)]) {
        const { matches } = await identify(model, form, options);
        const isNamed = matches.some((match) => match.tool === tool && match.number === number && match.modifications.length === 0);
        asked++;
        if (isNamed) named++;
        else missed.push(`${file} ${tool} ${number} ${form}`);
      }
    }
  }
  assert(named / asked >= 0.99, `${named} of ${asked}: ${missed.join(", ")}`);
});

Deno.test("a number 3 % away from every tool's output is explained by nothing", async () => {
  let [asked, none] = [0, 0];
  for (const file of FILES) {
    const { model, options } = await modelOf(file);
    const all = [...numbersOf(file)].map(([, , value]) => value);
    for (const [, , value] of numbersOf(file)) {
      const away = value * 1.03;
      assertEquals((await identify(model, Math.round(away), options)).matches.length, 0);
      const text = printed(away, 3);
      if (all.some((other) => printed(other, 3) === text)) continue; // it is another tool's number
      asked++;
      if ((await identify(model, text, options)).matches.length === 0) none++;
    }
  }
  assert(none / asked >= 0.9, `${none} of ${asked} to three digits`);
});

Deno.test("a division by 1024³ is offered as such and never as multiply-accumulates", async () => {
  // 1,814,073,344 multiply-accumulates (torchvision's 1.814 GFLOPS) are 1.689 times 1024³
  const { matches } = await identify(resnet18, "1.689 GMACs");
  assert(matches.length > 0);
  assert(matches.every(({ modifications }) => modifications.some(({ kind }) => kind === "binary")));
});

Deno.test("operations for multiply-accumulates, other sizes and parts are told", async () => {
  // fvcore's 1,819,065,856 (peers.json) doubled is no tool's output
  const fvcore = peers["resnet18"]!.tools["fvcore"]!["flops"]!;
  const doubled = await identify(resnet18, 2 * fvcore);
  assertEquals(doubled.matches.map(({ tool, modifications }) => [tool, modifications[0]!.kind]), [["fvcore", "unit"]]);
  // all convolutions but the last layer go with the area: (1,814,073,344 − 512·1,000)·(256/224)² + 512,000
  const larger = await identify(resnet18, (1_814_073_344 - 512_000) * 64 / 49 + 512_000);
  assert(larger.matches.some(({ modifications }) => modifications[0]?.text === "at 256 × 256 pixels"));
  // 11,689,512 parameters less the last layer's 513,000
  const backbone = await identify(resnet18, "11,176,512 params");
  assert(backbone.matches.length > 0);
  assertEquals(backbone.matches[0]!.modifications.map(({ text }) => text), ["without its last layer, fc"]);
  // 16 images
  const batch = await identify(resnet18, 16 * 1_814_073_344);
  assert(batch.matches.some(({ modifications }) => modifications[0]?.text === "for a batch of 16"));
});

Deno.test("how many candidates were compared, and how likely a match by chance is, are told", async () => {
  const found = await identify(resnet18, "1.97 G");
  assertEquals(found.matches, []);
  assert(found.identified.tried > 300 && found.identified.chance < 0.2);
  assert(String(found).includes("Nothing explains it"));
  assert(JSON.stringify(found).includes(`"tried":${found.identified.tried}`));
});

Deno.test("free sizes take the usual values, and lengths are searched", async () => {
  const dynamic = new URL("resnet50.dyn.onnx", zoo);
  assert((await identify(dynamic, "4.09 GMACs")).matches.length > 0);
  const lengths = await identify(new URL("gpt2_nano.dyn.onnx", zoo), peers["gpt2_nano"]!.tools["torch"]!["flops"]!);
  assert(lengths.matches.some(({ tool, modifications }) => tool === "torch" && modifications.some(({ text }) => text.endsWith("= 32"))));
});

const shared = new URL("../../../../shared/zoo/", import.meta.url);
const hasShared = await Deno.stat(shared).then(() => true, () => false);
Deno.test({
  name: `reference counts of the shared zoo${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn() {
    const { models } = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared)));
    const missed: string[] = [];
    // deno-lint-ignore no-explicit-any -- as the file has it
    for (const [name, { inputs, torch_flop_counter, peers }] of Object.entries<any>(models)) {
      // deno-lint-ignore no-explicit-any -- as the file has it
      const shapes = Object.fromEntries(inputs.map((input: any) => [input.name, input.shape]));
      const model = await load(new URL(`models/${name}.keep.onnx`, shared));
      for (const [tool, value] of [["torch", torch_flop_counter.flops], ["thop", peers.thop.macs]] as const) {
        const { matches } = await identify(model, printed(value, 3), { inputs: shapes });
        if (!matches.some((match) => match.tool === tool)) missed.push(`${name} ${tool}`);
      }
    }
    assertEquals(missed, []);
  },
});
