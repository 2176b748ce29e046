import { assert, assertEquals } from "@std/assert";
import { equalWidth } from "../../../lib/analysis/guidelines/equal_width.ts";
import { groupCost } from "../../../lib/analysis/guidelines/group_convolution.ts";
import { type AuditFacts, auditNetwork } from "../../../lib/analysis/guidelines/mod.ts";
import type { GuidelineName, GuidelineReport } from "../../../lib/analysis/guidelines/guideline.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { measure } from "../../../lib/analysis/measure.ts";
import type { Model } from "../../../lib/model/model.ts";
import { model, tensor, value } from "../_models.ts";

function auditOf(network: Model): AuditFacts {
  const typed = inferShapes(network, {});
  return auditNetwork(typed, measure(typed));
}

function reportOf(network: Model, guideline: GuidelineName): GuidelineReport {
  return auditOf(network).reports.find((report) => report.guideline === guideline)!;
}

function numberIn(report: GuidelineReport, name: string): number | undefined {
  return report.measures.find((measure) => measure.name === name)?.value;
}

// ShuffleNet V2's tables 1 and 2, 56 × 56: hw(c1 + c2) + c1·c2/g, and its bound 2√(hw·B) + B/hw.
Deno.test("G1: memory access and bound are the paper's", () => {
  const layer = { positions: 3136, inputPositions: 3136, groups: 1, window: 1 };
  assertEquals(equalWidth({ ...layer, c1: 128, c2: 128 }).access, 819200);
  assertEquals(equalWidth({ ...layer, c1: 128, c2: 128 }).distance, 1);
  assertEquals(equalWidth({ ...layer, c1: 36, c2: 432 }).access, 1483200);
  const { bound } = equalWidth({ ...layer, c1: 36, c2: 432 });
  assertEquals(Math.round(bound), Math.round(2 * Math.sqrt(3136 * 3136 * 36 * 432) + 36 * 432));
});

Deno.test("G2: the same macs without groups", () => {
  const { access, ungrouped } = groupCost({ positions: 3136, inputPositions: 3136, c1: 360, c2: 360, groups: 8, window: 1 });
  assertEquals(access, 2274120);
  assertEquals(Math.round(ungrouped), Math.round(2 * 3136 * 360 / Math.sqrt(8) + 360 * 360 / 8));
});

const weight = (name: string, ...shape: number[]) => tensor(name, shape);

function branched(strides: readonly number[]): Model {
  return model({
    inputs: [value("x", [1, 64, 28, 28])],
    outputs: ["sum"],
    tensors: [weight("stem", 64, 64, 3, 3), weight("a", 64, 64, 1, 1), weight("b", 64, 64, 1, 1)],
    nodes: [
      { op: "Conv", inputs: ["x", "stem"], outputs: ["s"], attributes: { pads: [1, 1, 1, 1] } },
      { op: "Conv", inputs: ["s", "a"], outputs: ["left"] },
      { op: "Conv", inputs: ["s", "b"], outputs: ["right"], attributes: { strides } },
      { op: "Add", inputs: ["left", "right"], outputs: ["sum"] },
    ],
  });
}

Deno.test("G3: layers that read one value in the same way are found, with what a second read costs", () => {
  const [finding] = reportOf(branched([1, 1]), "G3").findings.filter(({ text }) => text.includes("read"));
  assertEquals(finding!.evidence.map((measure) => measure.value), [2, 1, 64 * 28 * 28]);
});

Deno.test("G3: the longest way leaves one of two branches out", () => {
  const report = reportOf(branched([1, 1]), "G3");
  assertEquals(numberIn(report, "operators that run"), 4);
  assertEquals(numberIn(report, "of them one after another at least"), 3);
  assertEquals(numberIn(report, "macs on the longest way"), 10 / 11); // a 3 × 3 and a 1 × 1 of two
});

/** Nodes one after another behind a convolution, on a map of 8 × 100 × 100; further inputs of a node are stored tensors. */
function chain(steps: readonly (string | readonly [op: string, ...stored: readonly (readonly number[])[]])[]): Model {
  let last = "c";
  const tensors = [weight("w", 8, 8, 1, 1)];
  const nodes = steps.map((step, index) => {
    const [op, ...stored] = typeof step === "string" ? [step] : step;
    const operands = stored.map((shape, operand) => weight(`s${index}.${operand}`, ...shape));
    tensors.push(...operands);
    const inputs = [last, ...operands.map(({ name }) => name)];
    last = `v${index}`;
    return { op, inputs, outputs: [last] };
  });
  return model({
    inputs: [value("x", [1, 8, 100, 100])],
    outputs: [last],
    tensors,
    nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["c"] }, ...nodes],
  });
}
const MAP = 8 * 100 * 100;
const NORM = ["BatchNormalization", [8], [8], [8], [8]] as const;

Deno.test("G4: two element-wise operators behind a convolution save the values between", () => {
  const report = reportOf(chain(["Neg", "Abs"]), "G4");
  const [finding] = report.findings;
  assertEquals(finding!.evidence[0]!.value, 4 * MAP); // each reads and writes the map
  assertEquals(finding!.evidence[1]!.value, 4 * MAP); // the convolution's output and the value between: written and read
  assert(finding!.text.includes("Conv → Neg → Abs"));
});

Deno.test("G4: what onnxruntime fuses by itself is counted and not advised", () => {
  const report = reportOf(chain(["Relu"]), "G4");
  assertEquals(report.findings, []);
  assert(numberIn(report, "memory access that fusing would save")! > 0);
  assertEquals(numberIn(report, "of it what onnxruntime does not fuse by itself"), 0);
});

Deno.test("what a runtime takes into a convolution is in no number: a normalization, and one number for each channel", () => {
  const steps = [NORM, ["Mul", [8, 1, 1]], ["Add", [1, 8, 1, 1]]] as const;
  for (const [count, report] of [[0, auditOf(chain(["Relu"]))], [3, auditOf(chain([...steps, "Relu"]))]] as const) {
    assertEquals([report.absorbed, report.operators, report.memoryAccess], [count, 2, 4 * MAP + 8 * 8]);
  }
  assertEquals(auditOf(chain([["Mul", [1]]])).absorbed, 0); // onnxruntime leaves a single number where it is
  assertEquals(auditOf(chain(["Relu", NORM])).absorbed, 0);
});

Deno.test("pairs that say where integers are meant are in no number", () => {
  const integers = (op: string) => [op, [], []] as const;
  const report = auditOf(chain([integers("QuantizeLinear"), integers("DequantizeLinear"), "Relu"]));
  assertEquals([report.absorbed, report.operators], [2, 2]);
});

Deno.test("G4: numbers that are stored go into the weights before them, and HardSwish is one operator", () => {
  const hardSwish = [["Mul", [1]], ["Add", [1]], ["Clip", [], []], ["Mul", [1]]] as const;
  const [finding] = reportOf(chain(hardSwish), "G4").findings;
  assert(finding!.fix.includes("Mul and Add bring can go into the weights and the bias of the Conv"), finding!.fix);
  assert(finding!.fix.includes("HardSwish"));
});

/** A convolution, and the value times its sigmoid. */
function silu(): Model {
  const { graph, ...rest } = chain(["Sigmoid"]);
  const product = { ...graph.nodes[1]!, name: "product", op: "Mul", inputs: ["c", "v0"], outputs: ["y"] };
  return { ...rest, graph: { ...graph, nodes: [...graph.nodes, product], outputs: [{ name: "y" }] } };
}

Deno.test("G4: SiLU is one kernel, which saves the convolution's output only", () => {
  const [finding] = reportOf(silu(), "G4").findings;
  assert(finding!.text.includes("Conv → SiLU:"), finding!.text);
  assertEquals(finding!.evidence[1]!.value, 2 * MAP);
});

Deno.test("G4: a value that somebody else reads too is still written", () => {
  const report = reportOf(
    model({
      inputs: [value("x", [1, 8, 100, 100])],
      outputs: ["abs", "neg"],
      nodes: [
        { op: "Neg", inputs: ["x"], outputs: ["neg"] },
        { op: "Abs", inputs: ["neg"], outputs: ["abs"] },
      ],
    }),
    "G4",
  );
  assertEquals(report.findings[0]!.evidence[1]!.value, MAP); // the second read only
});

/** As many element-wise operators as are said, on a map of so many elements. */
function elementwise(count: number, size: number): Model {
  const nodes = Array.from({ length: count }, (_, index) => ({ op: "Neg", inputs: [`v${index}`], outputs: [`v${index + 1}`] }));
  return model({ inputs: [value("v0", [1, size])], outputs: [`v${count}`], nodes });
}

Deno.test("G3: operators are small where starting them takes longer than running them, and few are no matter", () => {
  const [finding] = reportOf(elementwise(30, 100), "G3").findings;
  assertEquals(finding!.evidence.slice(0, 2).map(({ value }) => value), [30, 60]); // 2 µs each
  assertEquals([finding!.shareOf, finding!.severity], ["time", "high"]);
  assertEquals(reportOf(elementwise(30, 1_000_000), "G3").findings, []);
  assertEquals(reportOf(elementwise(10, 100), "G3").findings, []);
  assertEquals(reportOf(elementwise(30, 100), "G4").findings, []); // it is not memory access that they take
});

Deno.test("depthwise convolutions are element-wise, grouped ones are not", () => {
  const net = model({
    inputs: [value("x", [1, 8, 10, 10])],
    outputs: ["y"],
    tensors: [weight("d", 8, 1, 1, 1), weight("g", 8, 2, 1, 1)],
    nodes: [
      { op: "Conv", inputs: ["x", "d"], outputs: ["a"], attributes: { group: 8 } },
      { op: "Conv", inputs: ["a", "g"], outputs: ["y"], attributes: { group: 4 } },
    ],
  });
  assertEquals(numberIn(reportOf(net, "G2"), "group convolutions (not depthwise)"), 1);
  assertEquals(numberIn(reportOf(net, "G4"), "element-wise operators (moves and depthwise convolutions too)"), 1);
});

Deno.test("a network of nothing has reports without numbers", () => {
  const empty = model({ inputs: [value("x", [1])], outputs: ["x"], nodes: [] });
  for (const name of ["G1", "G2", "G3", "G4"] as const) assertEquals(reportOf(empty, name).findings, []);
});
