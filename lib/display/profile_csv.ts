/**
 * A profile's tables as CSV (RFC 4180), for spreadsheets and data frames.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import { METRICS } from "./metrics.ts";
import { printable } from "./printable_text.ts";

/** The tables that there are: one row a module, a node, or a stored tensor. */
export type CsvTable = "modules" | "nodes" | "tensors";

type Cell = string | number;

/** What a spreadsheet takes for the beginning of a formula; a quotation mark or a blank before it does not hold all of them back. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠]/u;

/**
 * A table of a profile. Names come from a model file: what a reader would not see is written as an escape, and what a spreadsheet would run begins with
 * `'`. A cost that depends on free sizes is its closed form.
 *
 * @throws {RangeError} If there is no such table.
 */
export function profileCsv(profile: Profile, table: CsvTable): string {
  if (!Object.hasOwn(TABLES, table)) {
    throw new RangeError(`Cannot write table "${table}" as it must be one of: ${Object.keys(TABLES).join(", ")}`);
  }
  return TABLES[table](profile).map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

const COSTS = ["parameters", "buffers", "macs", "flops", "memory_access_elements", "memory_access_bytes"];

const TABLES: Readonly<Record<CsvTable, (profile: Profile) => readonly (readonly Cell[])[]>> = {
  modules: ({ modules }) => [
    ["module", "type", "output_shape", ...COSTS, "parameter_bytes", "nodes"],
    ...modules.map((module) => [
      module.name,
      module.type,
      module.outputShapes.map(shapeOf).join(" "),
      ...costsOf(module),
      module.parameterBytes,
      module.nodeCount,
    ]),
  ],
  nodes: ({ nodes, tensors }) => [
    ["node", "op", "domain", "module", "output_shape", ...COSTS, "problem"],
    ...nodes.map((node) => [
      node.name,
      node.op,
      node.domain,
      node.module,
      node.outputs.flatMap((output) => tensors.get(output)?.shape ?? []).length === 0
        ? ""
        : node.outputs.map((output) => shapeOf(tensors.get(output)?.shape)).join(" "),
      ...costsOf(node),
      node.problem ?? "",
    ]),
  ],
  tensors: ({ stored }) => [
    ["tensor", "role", "dtype", "shape", "elements", "bytes"],
    ...stored.map(({ name, role, dtype, shape, elements, tensor }) => [name, role, dtype, shapeOf(shape), elements, tensor.byteLength]),
  ],
};

function costsOf(costs: Pick<Profile["nodes"][number], "parameters" | "buffers" | "macs" | "flops" | "memoryAccess">): Cell[] {
  const { parameters, buffers, macs, flops, memoryAccess } = costs;
  return [parameters, buffers, ...[macs, flops, memoryAccess.elements, METRICS.memoryAccess.of(costs)].map(numberOrForm)];
}

function numberOrForm(dim: Dim): Cell {
  return typeof dim === "number" ? dim : String(dim);
}

function shapeOf(shape: readonly Dim[] | undefined): string {
  return shape === undefined ? "?" : shape.map(String).join("x");
}

function cellOf(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = printable(cell);
  const harmless = FORMULA.test(cell) || FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
