import type { Call, CallParameter, LeafCall, Program } from "./call.ts";

/** The program as it was before the exporter merged each such convolution with the batch normalisation after it: no bias, then scale and shift. */
export function unfoldNorms(program: Program): Program {
  if (!program.calls.some((call) => call.foldedNorm)) return program;
  const merged = new Set(program.calls.filter((call) => call.foldedNorm).map((call) => call.nodes[0]!));
  return {
    ...program,
    calls: program.calls.flatMap((call) => call.foldedNorm ? [withoutBias(call), normOf(call)] : [call]),
    leaves: program.leaves.flatMap((leaf) =>
      leaf.nodes.some((index) => merged.has(index)) ? [withoutBias(leaf), leafNormOf(leaf)] : [leaf]
    ),
  };
}

function withoutBias<T extends Call | LeafCall>(call: T): T {
  return { ...call, parameters: call.parameters.filter(({ role }) => role !== "bias"), ...("foldedNorm" in call && { foldedNorm: false }) };
}

function parametersOf({ parameters }: Call | LeafCall): CallParameter[] {
  const channels = parameters.find(({ role }) => role === "weight")!.shape[0]!;
  return ["weight", "bias"].map((role) => ({ role, shape: [channels] }));
}

function normOf(conv: Call): Call {
  const parameters = parametersOf(conv);
  return {
    ...conv,
    type: "BatchNorm",
    module: nameOf(conv),
    inputs: [conv.output],
    parameters,
    details: { affine: true },
    foldedNorm: false,
  };
}

function leafNormOf(conv: LeafCall): LeafCall {
  return { ...conv, type: "BatchNorm", module: nameOf(conv), parameters: parametersOf(conv) };
}

/** A name that no module has. */
function nameOf({ module }: Call | LeafCall): string {
  return `${module} (merged normalisation)`;
}
