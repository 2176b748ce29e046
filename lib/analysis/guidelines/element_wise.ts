import { type Finding, type Guideline, type GuidelineReport, worthwhile } from "./guideline.ts";
import { depthwiseFindings } from "./depthwise.ts";
import { type Fusion, fusionsOf } from "./fusions.ts";
import { type AuditedNetwork, type AuditedNode, placeOf } from "./network.ts";

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

/** One finding for all places where the same operators follow each other. */
function fusionAdvice(network: AuditedNetwork, fusions: readonly Fusion[]): Omit<Finding, "severity">[] {
  return [...Map.groupBy(fusions, ({ pattern }) => pattern).values()].map((group) => {
    const { pattern, behind, ops } = group[0]!;
    const access = group.reduce((sum, fusion) => sum + fusion.access, 0);
    const saved = group.reduce((sum, fusion) => sum + fusion.saved, 0);
    return {
      guideline: "G4" as const,
      text: `${group.length} × ${pattern}: what lies between them is written and read again`,
      places: [...new Set(group.map(({ nodes }) => placeOf(nodes[0]!)))],
      evidence: [
        { name: "memory access of these operators", value: access, unit: "elements" as const },
        { name: "saved by fusing", value: saved, unit: "elements" as const },
        { name: "share of the network's memory access", value: saved / network.access, unit: "share" as const },
      ],
      fix: fixOf(ops, behind),
      share: saved / network.access,
    };
  });
}

function fixOf(ops: readonly string[], behind: string | undefined): string {
  if (behind !== undefined && /Conv|MatMul|Gemm/.test(behind) && ops[0] === "BatchNormalization") {
    const rest = ops.length > 1 ? `, and ${ops.slice(1).join(" and ")} into its loop` : "";
    return `export for inference, so that the scale and shift go into the weights of the ${behind} before it${rest}`;
  }
  if (behind !== undefined && ops.length === 1) {
    return `a ${behind} that applies ${
      ops[0]
    } as it writes its output does not write and read it in between; measure() tells whether the runtime here does that`;
  }
  return `one kernel${
    behind === undefined ? "" : `, or the end of the ${behind} before it,`
  } reads what comes in and writes what goes out; ` +
    `export them as one operator, or measure() whether the runtime here fuses them`;
}
