/** Modules and parameters of real models against PyTorch's own lists: the copies in `tests/data/zoo`, and the whole zoo where it stands beside the repository. */
import { assert, assertEquals } from "@std/assert";
import type { Network } from "../lib/network/network.ts";
import { load, profile } from "../lib/profile.ts";

/** What PyTorch says of a model. */
interface Truth {
  /** `named_modules()`: path, class, whether it is one of torch.nn's, `extra_repr`. */
  readonly modules: readonly (readonly [path: string, type: string, torch: boolean, detail: string])[];
  readonly children: readonly string[];
  readonly parameters: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly buffers: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly state: readonly string[];
  readonly called: readonly string[];
  readonly unused: readonly string[];
  readonly flops: Readonly<Record<string, number>>;
  readonly repr: string;
}

const data = new URL("./data/zoo/", import.meta.url);
const own = new URL("./data/torch_modules/", import.meta.url);
const shared = new URL("../../shared/zoo/", import.meta.url);

/** Modules that do nothing at inference leave no trace in an export. */
const SILENT = new Set(["Dropout", "StochasticDepth", "Identity"]);
/** What a graph cannot tell: whether a ReLU works in place, and whether a size was given once or twice. */
const UNTOLD: readonly [RegExp, string][] = [[/(, )?inplace=True/, ""], [/output_size=\((\d+)(, \1)+\)/, "output_size=$1"]];
const told = (detail: string) => UNTOLD.reduce((text, [what, by]) => text.replace(what, by), detail);

async function readGzip(url: URL) {
  const file = await Deno.open(url);
  return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
}

/** The parameters that a graph can hold: those of modules that ran. */
function heldParameters({ parameters, unused }: Truth): (readonly [string, readonly number[]])[] {
  return parameters.filter(([name]) => !unused.includes(name));
}

/** `keep`, `op17`, `init`, `fp16`: everything by name, in PyTorch's order. */
function checkNames(network: Network, truth: Truth): void {
  assertEquals([...network.namedParameters()].map(([name, { shape }]) => [name, shape]), heldParameters(truth).map((each) => [...each]));
  const dead = new Set(truth.unused.map((name) => name.slice(0, name.lastIndexOf("."))));
  const buffers = truth.buffers.filter(([name]) => !dead.has(name.slice(0, name.lastIndexOf("."))));
  assertEquals([...network.namedBuffers()].map(([name]) => name).sort(), buffers.map(([name]) => name).sort());
  const state = truth.state.filter((name) => !dead.has(name.slice(0, name.lastIndexOf("."))));
  assertEquals([...network.stateDict().keys()], state);
}

/** Every module that ran is there, none is invented, and those of torch.nn have their types and constructor lines. */
function checkModules(network: Network, truth: Truth): void {
  const found = new Map([...network.namedModules()]);
  const known = new Map(truth.modules.map((row) => [row[0], row]));
  assertEquals([...found.keys()].filter((path) => !known.has(path)), [], "invented");
  const ran = truth.modules.filter(([path, type]) => truth.called.includes(path) && !SILENT.has(type)).map(([path]) => path);
  assertEquals(ran.filter((path) => !found.has(path)), [], "missed");
  checkLeaves(network, truth);
}

function checkLeaves(network: Network, truth: Truth): void {
  const parents = new Set(truth.modules.map(([path]) => path.slice(0, Math.max(0, path.lastIndexOf(".")))));
  const known = new Map(truth.modules.map((row) => [row[0], row]));
  const wrong: string[] = [];
  for (const [path, module] of network.namedModules()) {
    const [, type, torch, detail] = known.get(path) ?? ["", "", false, ""];
    if (!torch || parents.has(path)) continue;
    const wanted = `${type}(${told(detail)})`;
    const written = module.holds.length > 0 ? wanted.replace(", bias=False", "") : wanted; // the folded norm is the bias now
    const line = `${module.type}(${told(module.detail)})`;
    if (line !== written) wrong.push(`${path}: ${line}, wanted ${written}`);
  }
  assertEquals(wrong, []);
}

/** What folding left: parameter counts of each layer, and the names. */
function checkFolded(network: Network, truth: Truth): void {
  const modules = new Map(network.namedModules());
  const ownOf = (path: string) => truth.parameters.filter(([name]) => name.slice(0, name.lastIndexOf(".")) === path);
  let [recovered, wanted] = [0, 0];
  const names = new Map([...network.stateDict()].map(([name, { shape }]) => [name, String(shape)]));
  const wrong: string[] = [];
  for (const [path, type, torch] of truth.modules) {
    const module = modules.get(path);
    if (module === undefined || !torch || !/^(Conv|Linear|.*Norm)/.test(type)) continue;
    const parameters = ownOf(path).filter(([name]) => !truth.unused.includes(name));
    for (const [name, shape] of parameters) {
      wanted++;
      if (names.get(name) === String(shape)) recovered++;
    }
    const hasBias = parameters.some(([name]) => name.endsWith(".bias"));
    const norm = module.holds.length > 0 && !hasBias ? parameters[0]![1][0]! : 0;
    const count = parameters.reduce((total, [, shape]) => total + shape.reduce((a, b) => a * b, 1), norm);
    const counted = [...module.stateDict().values()].filter(({ stored }) => stored.role === "parameter").reduce(
      (sum, each) => sum + each.numel(),
      0,
    );
    if (parameters.length > 0 && count !== counted) wrong.push(`${path}: ${counted}, wanted ${count}`);
  }
  assertEquals(wrong, []);
  assert(recovered >= 0.95 * wanted, `recovered ${recovered} of ${wanted}`);
}

/** Functions carry no paths of modules without parameters: those that own some are there, with their classes, the others by their classes. */
function checkFunctions(network: Network, truth: Truth): void {
  const found = new Map(network.namedModules());
  for (const [path, type] of truth.modules) {
    const owns = truth.parameters.some(([name]) => path === "" || name.startsWith(`${path}.`));
    if (owns) assertEquals(found.get(path)?.type, type, path);
  }
  const types = (all: Iterable<string>) => [...new Set(all)].sort();
  assertEquals(types([...network.modules()].map(({ type }) => type)), types(truth.modules.map(([, type]) => type)));
}

async function check(path: URL, truth: Truth, variant: string): Promise<void> {
  const network = await load(path);
  const named = ["keep", "op17", "init", "fp16", "fn"].includes(variant);
  if (named) checkNames(network, truth);
  if (variant === "fn") checkFunctions(network, truth);
  else if (named) checkModules(network, truth);
  else {
    checkLeaves(network, truth);
    checkFolded(network, truth);
  }
}

async function checkMacs(path: URL, truth: Truth, inputs: Readonly<Record<string, readonly number[]>>): Promise<void> {
  const { modules } = await profile(path, { inputs });
  const macs = new Map(modules.map((module) => [module.name, module.macs]));
  const wrong = Object.entries(truth.flops).filter(([name, flops]) => macs.has(name) && macs.get(name) !== flops / 2);
  assertEquals(wrong.map(([name]) => name), []);
}

const small: Record<string, Truth> = await readGzip(new URL("modules.json.gz", data));
const written: Record<string, Truth> = await readGzip(new URL("modules.json.gz", own));
const { resnet18, transformer_encoder, gpt2_nano, lstm_lm } = small as Record<string, Truth>;

for (const [folder, truths] of [[data, small], [own, written]] as const) {
  for (const [name, truth] of Object.entries(truths)) {
    for await (const { name: file } of Deno.readDir(folder)) {
      const [stem, variant, ending] = file.split(".");
      if (stem !== name || ending !== "onnx") continue;
      Deno.test(`${name}.${variant} has PyTorch's modules and parameters`, () => check(new URL(file, folder), truth, variant!));
    }
  }
}

Deno.test("costs of modules are those of torch.utils.flop_counter", async () => {
  await checkMacs(new URL("resnet18.keep.onnx", data), resnet18!, { input: [1, 3, 224, 224] });
  await checkMacs(new URL("resnet18.fn.onnx", data), resnet18!, { input: [1, 3, 224, 224] });
});

Deno.test("children() are the first level only, modules() all", async () => {
  const network = await load(new URL("resnet18.keep.onnx", data));
  assertEquals([...network.namedChildren()].map(([name]) => name), resnet18!.children);
  assertEquals([...network.children()].length, 10);
  assertEquals([...network.modules()].length, resnet18!.modules.length);
});

Deno.test("String(network) is print(model), but for the classes of one's own", async () => {
  const lines = async (name: string) => String(await load(new URL(`${name}.onnx`, data))).split("\n");
  assertEquals((await lines("lstm_lm.keep")).slice(1), lstm_lm!.repr.split("\n").slice(1));
  const encoder = transformer_encoder!.repr.split("\n").filter((line) => !line.includes("Dropout("));
  assertEquals((await lines("transformer_encoder.keep")).slice(1), encoder.slice(1));
  const owned = (text: string) => text.replace(/: (BasicBlock|ResNet)\(/, ": Module(").replace(told("inplace=True"), "");
  const resnet = resnet18!.repr.split("\n").map((line) => told(owned(line)));
  assertEquals((await lines("resnet18.keep")).slice(1).map(told), resnet.slice(1));
});

Deno.test("a tied weight is one parameter under two names", async () => {
  const network = await load(new URL("gpt2_nano.keep.onnx", data));
  assert(gpt2_nano!.state.includes("lm_head.weight"));
  assertEquals(network.getParameter("lm_head.weight"), network.getParameter("wte.weight"));
  assertEquals([...network.parameters()].length, gpt2_nano!.parameters.length);
});

const hasShared = await Deno.stat(shared).then(() => true, () => false);

/** The shared zoo's own lists in the form of the small copy's. */
async function readShared(name: string, unused: readonly string[]): Promise<Truth> {
  const { torch, torch_flop_counter } = await readGzip(new URL(`modules/${name}.json.gz`, shared));
  const named = (rows: readonly [string, number[]][]) =>
    rows.filter(([path]) => !path.endsWith("num_batches_tracked")).map(([path, shape]): [string, number[]] => [path, shape]);
  return {
    modules: torch.named_modules.map((row: string[]) => [row[0], row[1], row[2]!.startsWith("torch.nn."), row[3]]),
    children: torch.named_children.map(([path]: string[]) => path),
    parameters: named(torch.named_parameters),
    buffers: named(torch.named_buffers),
    state: named(torch.state_dict).map(([path]) => path),
    called: torch.calls.map(([path]: string[]) => path),
    unused,
    flops: torch_flop_counter.by_module,
    repr: torch.repr,
  };
}

Deno.test({
  name: `every model of the shared zoo has PyTorch's modules and parameters${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn(context) {
    const { models } = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared)));
    for (const [name, { files, inputs, torch }] of Object.entries<SharedModel>(models)) {
      const truth = await readShared(name, torch.params_unused_names ?? []);
      const shapes = Object.fromEntries(inputs.map((input) => [input.name, input.shape]));
      for (const variant of Object.keys(files)) {
        const path = new URL(`models/${name}.${variant}.onnx`, shared);
        await context.step(`${name}.${variant}`, () => check(path, truth, variant));
        await context.step(`${name}.${variant}: macs`, () => checkMacs(path, truth, shapes));
      }
    }
  },
});

interface SharedModel {
  readonly files: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly torch: { readonly params_unused_names?: readonly string[] };
}
