import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { followLiveness } from "../../lib/analysis/peak_memory.ts";
import { symbol } from "../../lib/model/dim.ts";
import { model, type ModelSpec, type NodeSpec, tensor, value } from "./_models.ts";

const peakOf = (spec: ModelSpec) => followLiveness(inferShapes(model(spec))).activationBytes;

/** A seeded generator (a linear congruence is random enough here). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 4294967296 * below);
  };
}

/** Vectors through Relu, Add, Concat and Identity (a view), some of them computed from stored tensors alone. */
function randomGraph(seed: number): { spec: ModelSpec; sizes: Map<string, number>; stored: Set<string> } {
  const pick = random(seed);
  const sizes = new Map<string, number>([["x", 4 + pick(5)], ["y", 1], ["w", 3]]);
  const stored = new Set(["w"]);
  const nodes: NodeSpec[] = [];
  for (let i = 0; i < 4 + pick(14); i++) {
    const names = [...sizes.keys()];
    const [a, b] = [names[pick(names.length)]!, names[pick(names.length)]!];
    const output = `v${i}`;
    const [op, inputs, size] = ([
      ["Relu", [a], sizes.get(a)!],
      ["Identity", [a], sizes.get(a)!],
      ["Concat", [a, b], sizes.get(a)! + sizes.get(b)!],
      ["Add", [a, "y"], sizes.get(a)!],
    ] as [string, string[], number][])[pick(4)]!;
    nodes.push({ op, inputs, outputs: [output], ...(op === "Concat" && { attributes: { axis: 0 } }) });
    sizes.set(output, size);
    if (inputs.every((input) => stored.has(input))) stored.add(output);
  }
  const outputs = [nodes.at(-1)!.outputs[0]!, nodes[pick(nodes.length)]!.outputs[0]!];
  return {
    spec: { inputs: [value("x", [sizes.get("x")!]), value("y", [1])], outputs: [...new Set(outputs)], nodes, tensors: [tensor("w", [3])] },
    sizes,
    stored,
  };
}

/** The definition, applied literally: at each step, every piece of memory that exists already and that something at or after this step needs. */
function bruteForcePeak({ spec, sizes, stored }: ReturnType<typeof randomGraph>): number {
  const steps = spec.nodes.filter((node) => !stored.has(node.outputs[0]!));
  const memoryOf = (name: string): string => {
    const maker = steps.find((node) => node.outputs[0] === name);
    return maker?.op === "Identity" ? memoryOf(maker.inputs[0]!) : name;
  };
  let peak = 0;
  for (let now = 0; now < steps.length; now++) {
    const alive = new Set<string>();
    const made = ["x", "y", ...steps.slice(0, now + 1).map((node) => node.outputs[0]!)];
    for (const name of made) {
      if (stored.has(memoryOf(name))) continue;
      const neededLater = steps.slice(now).some((node) => node.inputs.includes(name));
      const madeNow = steps[now]!.outputs.includes(name) || (now === 0 && (name === "x" || name === "y"));
      if (neededLater || madeNow || spec.outputs.includes(name)) alive.add(memoryOf(name));
    }
    peak = Math.max(peak, [...alive].reduce((total, name) => total + sizes.get(name)! * 4, 0));
  }
  return peak;
}

Deno.test("the peak is that of the definition on 200 random graphs", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const graph = randomGraph(seed * 7919);
    assertEquals(peakOf(graph.spec), bruteForcePeak(graph), `seed ${seed}: ${JSON.stringify(graph.spec.nodes)}`);
  }
});

Deno.test("a chain holds two values at a time, a residual branch three", () => {
  const relu = (input: string, output: string): NodeSpec => ({ op: "Relu", inputs: [input], outputs: [output] });
  const inputs = [value("x", [10])];
  assertEquals(peakOf({ inputs, outputs: ["c"], nodes: [relu("x", "a"), relu("a", "b"), relu("b", "c")] }), 80);
  const residual = [relu("x", "a"), relu("a", "b"), { op: "Add", inputs: ["x", "b"], outputs: ["c"] }];
  assertEquals(peakOf({ inputs, outputs: ["c"], nodes: residual }), 120);
});

Deno.test("a free dimension makes the peak an expression", () => {
  const nodes = [{ op: "Relu", inputs: ["x"], outputs: ["a"] }, {
    op: "Concat",
    inputs: ["a", "a"],
    outputs: ["b"],
    attributes: { axis: 0 },
  }];
  assertEquals(String(peakOf({ inputs: [value("x", [symbol("batch"), 8])], outputs: ["b"], nodes })), "96*batch");
});
