import { type Guideline, type GuidelineReport, worthwhile } from "./guideline.ts";
import { depthwiseFindings } from "./depthwise.ts";
import { fusionAdvice } from "./fusion_advice.ts";
import { type Fusion, fusionsOf } from "./fusions.ts";
import type { AuditedNetwork, AuditedNode } from "./network.ts";

/** G4. */
export const g4: Guideline = {
  name: "G4",
  claim: "Element-wise operators have few flops and much memory access: they are not free.",
  audit(network: AuditedNetwork): GuidelineReport {
    const light = network.nodes.filter(isElementwise);
    const shares = (nodes: readonly AuditedNode[]) => ({
      access: share(nodes, network, "access"),
      flops: share(nodes, network, "flops"),
    });
    const [all, depthwise] = [shares(light), shares(light.filter(({ kind }) => kind === "depthwise"))];
    const fusions = fusionsOf(network);
    const saved = (some: readonly Fusion[]) => some.reduce((sum, fusion) => sum + fusion.saved, 0);
    const unusual = fusions.filter(({ usual }) => !usual);
    return {
      guideline: "G4",
      measures: network.access === 0 ? [] : [
        { name: "element-wise operators (moves and depthwise convolutions too)", value: light.length, unit: "count" },
        { name: "their share of the memory access", value: all.access, unit: "share" },
        { name: "their share of the flops", value: all.flops, unit: "share" },
        ...(depthwise.access === 0 ? [] : [
          { name: "depthwise convolutions' share of the memory access", value: depthwise.access, unit: "share" as const },
          { name: "depthwise convolutions' share of the flops", value: depthwise.flops, unit: "share" as const },
        ]),
        { name: "memory access that fusing would save", value: saved(fusions) / network.access, unit: "share" },
        { name: "of it what onnxruntime does not fuse by itself", value: saved(unusual) / network.access, unit: "share" },
      ],
      layers: operatorRows(network, light),
      findings: worthwhile([...fusionAdvice(network, unusual), ...depthwiseFindings(network)]),
    };
  },
};

/** The paper's element-wise operators: those that touch each element for little arithmetic, copies and depthwise convolutions among them. */
function isElementwise({ kind }: AuditedNode): boolean {
  return kind === "elementwise" || kind === "movement" || kind === "depthwise";
}

function share(nodes: readonly AuditedNode[], network: AuditedNetwork, member: "access" | "flops"): number {
  return network[member] === 0 ? 0 : nodes.reduce((sum, node) => sum + node[member], 0) / network[member];
}

/** The operators by name, those that touch most first. */
function operatorRows(network: AuditedNetwork, light: readonly AuditedNode[]): GuidelineReport["layers"] {
  const groups = Map.groupBy(light, ({ kind, cost }) => kind === "depthwise" ? `depthwise ${cost.op}` : cost.op);
  return [...groups].map(([op, nodes]) => ({
    node: op,
    module: "",
    measures: [
      { name: "operators", value: nodes.length, unit: "count" as const },
      { name: "memory access", value: nodes.reduce((sum, { access }) => sum + access, 0), unit: "elements" as const },
      { name: "share of memory access", value: share(nodes, network, "access"), unit: "share" as const },
      { name: "share of flops", value: share(nodes, network, "flops"), unit: "share" as const },
    ],
  })).sort((a, b) => b.measures[1]!.value - a.measures[1]!.value);
}
