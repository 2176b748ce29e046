/**
 * The network's totals, as rows of a table in DESIGN's words.
 *
 * @module
 */
import type { Totals } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import type { Work } from "../operators/work.ts";
import { costText } from "./bounds_text.ts";
import { conventionRows } from "./convention_words.ts";
import { buffersRemark } from "./checkpoint/weight_rows.ts";
import { bytesDim, numberOf, shortDim } from "./dim_text.ts";
import { type Unknowns, unknownsOf } from "./layer_tree.ts";
import { METRICS } from "./metrics.ts";
import { nodeTitle } from "./node_title.ts";
import { bytesNumber, exactNumber } from "./number_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { type TotalsRow, totalText } from "./total_text.ts";

/** A closed form of this length says nothing at a glance in a remark, where it is left out. */
const REMARK_WIDTH = 24;

/** Which nodes are missing in the sums. */
export function missingIn({ profile: { nodes } }: ProfileView): { readonly [P in keyof Unknowns]: boolean } {
  const unknown = nodes.map(unknownsOf);
  return { work: unknown.some((node) => node.work > 0), memory: unknown.some((node) => node.memory > 0) };
}

/** The totals, in the order of importance. */
export function totalsRows(view: ProfileView): TotalsRow[] {
  const { totals } = view.profile;
  const { work, memory } = missingIn(view);
  const count = (dim: Dim, partly: boolean) => totalText(view, dim, { partly, short: shortDim });
  const parameters = { word: "parameters", ...count(totals.parameters, false), remark: storageRemark(totals) };
  const buffers = { word: "buffers", ...count(totals.buffers, false), remark: "" };
  if (view.profile.model.hasGraph === false) return [parameters, { ...buffers, remark: buffersRemark(view.profile) }];
  return [
    parameters,
    buffers,
    { word: "macs", ...count(totals.macs, work), remark: "" },
    { word: "flops", unit: "flopbook convention", ...count(totals.flops, work), remark: workRemark(totals.work) },
    ...conventionRows(view),
    { word: "memory access", unit: "elements", ...count(totals.memoryAccess.elements, memory), remark: accessRemark(view, memory) },
    {
      word: "peak activations",
      unit: "bytes",
      ...totalText(view, totals.peak.activationBytes, { partly: work || memory, short: bytesDim }),
      remark: peakRemark(view),
    },
  ];
}

/** The bytes that are read and written, as a row of its own: what a card shows large. */
export function accessedBytesRow(view: ProfileView): TotalsRow {
  const { memory } = missingIn(view);
  return {
    word: "memory access",
    unit: "bytes",
    ...totalText(view, METRICS.memoryAccess.of(view.root), { partly: memory, short: bytesDim }),
    remark: accessRemark(view, memory),
  };
}

function storageRemark({ parameterBytes, parameterBytesByDtype, activeParameters, trainable, parameters }: Totals): string {
  if (parameters === 0) return "";
  const types = Object.entries(parameterBytesByDtype).sort(([, a], [, b]) => b - a);
  const stored = types.length === 1
    ? `${bytesNumber(parameterBytes)} as ${types[0]![0]}`
    : types.map(([dtype, bytes]) => `${dtype} ${bytesNumber(bytes)}`).join(", ");
  const training = trainable === undefined
    ? "trainable: unknown"
    : `trainable ${exactNumber(trainable)}, frozen ${exactNumber(parameters - trainable)}`;
  const active = activeParameters === undefined ? [] : [`${exactNumber(activeParameters)} used for one token`];
  return [stored, ...active, training].join("; ");
}

/** The primitive operations beside macs, most first. */
function workRemark({ macs, ...others }: Work): string {
  const listed = Object.entries(others).filter(([, count]) => count !== 0).sort(([, a], [, b]) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0));
  const shown = listed.slice(0, 2).map(([name, count]) => `${shortDim(count)} ${name}`).filter((text) => text.length <= REMARK_WIDTH);
  const rest = listed.length - shown.length;
  const more = rest === 0 ? [] : [`${rest} ${shown.length > 0 ? "more " : ""}${rest === 1 ? "kind" : "kinds"} of operation`];
  return [...(macs === undefined || macs === 0 ? [] : ["2 × macs"]), ...shown, ...more].join(" + ");
}

function accessRemark({ profile: { totals: { memoryAccess }, ranges } }: ProfileView, partly: boolean): string {
  const [read, written] = [memoryAccess.readBytes, memoryAccess.writeBytes].map((dim) => costText(dim, { ranges, partly }, bytesDim));
  return Math.max(read!.length, written!.length) > REMARK_WIDTH ? "" : `read ${read}, written ${written}`;
}

function peakRemark({ profile: { totals: { peak }, nodes }, standIns }: ProfileView): string {
  if (peak.node !== undefined) {
    const title = nodeTitle(nodes.find(({ name }) => name === peak.node), peak.node);
    return `at ${shortenMiddle(printable(title), 60)}`;
  }
  return standIns.values.size > 0 ? "the free sizes decide where" : "";
}
