/** How displays and the JSON show what is known of modules. The lines are PyTorch's own (`str(model)` of torchvision's networks). */
import { assert, assertEquals } from "@std/assert";
import { profile, summary, tree } from "../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "../analysis/_models.ts";

const zoo = (name: string) => new URL(`../data/zoo/${name}.onnx`, import.meta.url);

Deno.test("a tree shows the constructor's line where there is room", async () => {
  const text = String(await tree(zoo("resnet18.keep"), { width: 200 }));
  assert(text.includes("  (conv1): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)"), text);
  assert(text.includes("(fc): Linear(in_features=512, out_features=1000, bias=True)"), text);
  const html = String((await tree(zoo("resnet18.keep"))).toMimeBundle()["text/html"]);
  assert(html.includes('title="Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)"'));
});

Deno.test("the JSON tells lines, what is folded in, and which names are recovered", async () => {
  const { modules, parameters, notes } = (await profile(zoo("shufflenet_v2_x0_5.fold"))).toJSON();
  const conv = modules.find(({ name }) => name === "conv1.0")!;
  assertEquals(conv.line, "Conv2d(3, 24, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))");
  assertEquals(conv.holds, ["BatchNorm2d"]);
  const weight = parameters.find(({ name }) => name === "conv1.0.weight")!;
  assertEquals(weight.shape, [24, 3, 3, 3]);
  assert(weight.recovered!.from.startsWith("onnx::Conv_"));
  assertEquals(notes.filter(({ kind }) => kind === "recovered").length, 1);
  const kept = (await profile(zoo("gpt2_nano.keep"))).toJSON();
  assertEquals(kept.parameters[0]!.aliases, ["lm_head.weight"]);
  assertEquals(kept.notes.filter(({ kind }) => kind === "recovered"), []);
});

Deno.test("a tree that is guessed says so", async () => {
  const layer = (index: number): NodeSpec[] => [
    { op: "MatMul", inputs: [`h${index}`, `${index}`], outputs: [`a${index}`] },
    { op: "Erf", inputs: [`a${index}`], outputs: [`b${index}`] },
    { op: "Add", inputs: [`b${index}`, `h${index}`], outputs: [`c${index}`] },
    { op: "Tanh", inputs: [`c${index}`], outputs: [`h${index + 1}`] },
  ];
  const nodes = Array.from({ length: 6 }, (_, index) => layer(index)).flat();
  const tensors = Array.from({ length: 6 }, (_, index) => tensor(`${index}`, [8, 8]));
  const network = model({ inputs: [value("h0", [2, 8])], outputs: ["h6"], nodes, tensors });
  assert(String(await tree(network)).includes("(blocks): 6 × Block, guessed("));
  assert(String(await summary(network)).includes("(6 × Block, guessed: 1-1)"));
  assertEquals((await profile(network)).toJSON().modules.map(({ guessed }) => guessed), [undefined, ...Array(7).fill(true)]);
});
