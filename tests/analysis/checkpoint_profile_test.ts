/** Profiles of files that hold weights and no graph: numbers from PyTorch's modules as tests/data/weights/make_pytorch.py built them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { profile, summary, tree } from "../../mod.ts";

const folder = decodeURIComponent(new URL("../data/weights/", import.meta.url).pathname);

// Conv2d(2, 3, 3): 3 × 2 × 3 × 3 + 3; BatchNorm2d(3): 3 + 3, and 3 + 3 + 1 of buffers; Linear(3, 4): 3 × 4 + 4.
const PARAMETERS = 57 + 6 + 16, BUFFERS = 7;

for (const file of ["state_dict.pth", "state_dict_legacy.pth", "training.pt", "soiled.pth"]) {
  Deno.test(`${file}: parameters, buffers and bytes are told, costs are not`, async () => {
    const report = await profile(folder + file);
    assertEquals([report.parameters, report.buffers, report.constants], [PARAMETERS, BUFFERS, 0]);
    assertEquals(report.parameterBytes, PARAMETERS * 4);
    assertEquals([report.macs, report.flops, report.memoryAccess, report.peak].every((cost) => cost === undefined), true);
    const modules = report.modules.map(({ name, parameters, buffers }) => [name, parameters, buffers]);
    assertEquals(modules, [["", PARAMETERS, BUFFERS], ["conv", 57, 0], ["bn", 6, 7], ["fc", 16, 0]]);
  });
}

Deno.test("tied weights count once", async () => {
  const report = await profile(`${folder}tied.pth`);
  assertEquals(report.parameters, 5 * 4);
  assert(report.notes.some(({ text, tensors }) => text.includes("head.weight is wte.weight") && tensors[0] === "head.weight"));
});

Deno.test("a profiler's leftovers are named in a note", async () => {
  const { notes } = await profile(`${folder}soiled.pth`);
  const note = notes.find(({ kind }) => kind === "leftovers")!;
  assertEquals(note.tensors.length, 8);
  assertMatch(note.text, /total_ops and total_params/);
});

Deno.test("JSON has no costs where there are none", async () => {
  const json = (await profile(`${folder}kinds.safetensors`)).toJSON();
  assertEquals(Object.keys(json.totals), ["parameters", "buffers", "constants", "parameterBytes"]);
  assertEquals([json.nodes, json.model.hasGraph], [[], false]);
  assert(json.modules.every((module) => !("macs" in module)));
});

Deno.test("every display says that there is no graph, and shows no 0 for what is not known", async () => {
  const report = await profile(`${folder}state_dict.pth`);
  for (const shown of [report, await summary(`${folder}state_dict.pth`), await tree(`${folder}state_dict.pth`)]) {
    const text = String(shown);
    assertMatch(text, /no graph|conv +weight \[3, 2, 3, 3\]; bias \[3\] +57 /);
    assert(!/macs\s+0\b/.test(text), text);
    assertEquals(typeof shown.toMimeBundle(), "object");
  }
  assertMatch(report.toHtml(), /no graph/);
});
