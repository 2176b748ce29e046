import type { ProfileJson } from "./json.ts";

/**
 * The object for a file of weights alone: without the costs, of which none is known, and without nodes, of which the file has none. What is left
 * keeps its names.
 */
export function withoutCosts(json: ProfileJson): ProfileJson {
  const { macs: _macs, flops: _flops, work: _work, memoryAccess: _access, peak: _peak, ...totals } = json.totals;
  const modules = json.modules.map(({ macs: _macs, flops: _flops, ...module }) => module);
  const coverage = { exact: 0, bounded: 0, unknown: 0, nodes: [] };
  // The types say what every model with a graph has.
  return { ...json, totals, modules, coverage, nodes: [], conventions: {} } as unknown as ProfileJson;
}
