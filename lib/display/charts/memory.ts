/**
 * Memory over execution: what activations take while each node runs, with the peak and what makes it.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { textBar } from "../bar.ts";
import { networkName } from "../heading.ts";
import { nodeTitle } from "../node_title.ts";
import { bytesNumber } from "../number_text.ts";
import { padEnd, padStart, printable, shortenMiddle } from "../printable_text.ts";
import { type ProfileView, viewOf } from "../profile_view.ts";
import { type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";

/** More moments than this are joined: of neighbours the highest is shown. */
const MOMENTS = 400;
/** Rows of the text. */
const TEXT_ROWS = 24;
/** Tensors that are named at the peak. */
const TENSORS = 5;

interface Moment {
  readonly step: number;
  readonly node: string;
  readonly bytes: number;
  readonly text: string;
  readonly peak: boolean;
}

interface Course {
  readonly title: string;
  readonly moments: readonly Moment[];
  /** The largest tensors at the peak, in words. */
  readonly tensors: readonly string[];
  /** The unit of the axis: what it is called, and its bytes. */
  readonly unit: readonly [name: string, bytes: number];
}

/** The bytes of all activations that are alive, node after node. */
export const memory: Chart = {
  summary: "How much memory activations take while each node runs, with the peak and the tensors that make it.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const view = viewOf(profile);
    const { title, moments, tensors, unit: [unit, size] } = courseOf(view, options.limit ?? MOMENTS);
    const subtitle = [standInsNote(view), ...tensors.map((tensor, index) => `${index === 0 ? "at the peak: " : "and "}${tensor}`)];
    const tooltip = [
      { field: "node", type: "nominal", title: "while this runs" },
      { field: "text", type: "nominal", title: "activations" },
    ];
    return {
      $schema: SCHEMA,
      title: { text: title, subtitle: subtitle.filter((line) => line !== ""), anchor: "start", limit: 700 },
      data: { values: moments },
      transform: [{ calculate: `datum.bytes / ${size}`, as: "size" }],
      width: 420,
      height: 220,
      encoding: {
        x: {
          field: "step",
          type: "quantitative",
          axis: { title: "nodes in order of execution", tickCount: 6 },
          scale: { nice: false, padding: 6 },
        },
        y: { field: "size", type: "quantitative", axis: { title: `activations (${unit})`, tickCount: 5 } },
      },
      layer: [
        {
          params: [{ name: "zoom", select: { type: "interval", encodings: ["x"] }, bind: "scales" }],
          mark: { type: "area", interpolate: "step", color: "#54a24b", opacity: 0.6, line: { color: "#54a24b" }, clip: true },
          encoding: { tooltip },
        },
        {
          transform: [{ filter: "datum.peak" }],
          mark: { type: "point", shape: "triangle-down", filled: true, size: 90, color: "#e0812b", yOffset: -6 },
          encoding: { tooltip },
        },
      ],
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const { title, moments, tensors } = courseOf(view, Math.min(options.limit ?? TEXT_ROWS, TEXT_ROWS));
    const most = Math.max(1, ...moments.map(({ bytes }) => bytes));
    const lines = moments.map(({ node, bytes, text, peak }) =>
      `${padEnd(shortenMiddle(node, 44), 44)}  ${padStart(text, 10)} ${textBar(bytes / most, 30)}${peak ? " ◀ peak" : ""}`.trimEnd()
    );
    const note = standInsNote(view);
    const made = tensors.length === 0 ? [] : [`At the peak: ${tensors.join(", ")}`];
    return [title, ...(note === "" ? [] : [note]), ...lines, ...made].join("\n");
  },
};

function courseOf(view: ProfileView, limit: number): Course {
  const { profile, standIns } = view;
  const network = shortenMiddle(printable(networkName(profile)), 40);
  const bytes = profile.timeline.map(({ activationBytes }) => standIns.valueOf(activationBytes) ?? 0);
  if (bytes.length === 0) {
    return { title: `Memory over the execution of ${network}: nothing runs`, moments: [], tensors: [], unit: ["bytes", 1] };
  }
  const peak = bytes.reduce((best, value, at) => value > bytes[best]! ? at : best, 0);
  const width = Math.ceil(bytes.length / limit);
  const moments: Moment[] = [];
  for (let start = 0; start < bytes.length; start += width) {
    let highest = start;
    for (let at = start; at < Math.min(start + width, bytes.length); at++) if (bytes[at]! > bytes[highest]!) highest = at;
    moments.push({
      step: highest,
      node: shortenMiddle(printable(profile.timeline[highest]!.node), 60),
      bytes: bytes[highest]!,
      text: bytesNumber(bytes[highest]),
      peak: highest === peak,
    });
  }
  return {
    title: `Memory over the execution of ${network}: at most ${bytesNumber(bytes[peak])}`,
    moments,
    tensors: tensorsAt(view, peak),
    unit: unitOf(bytes[peak]!),
  };
}

/** The largest unit in which the peak is more than 1. */
function unitOf(peak: number): readonly [name: string, bytes: number] {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, peak)) / 10)));
  return [["bytes", "KiB", "MiB", "GiB", "TiB"][power]!, 1024 ** power];
}

/** The largest of what is alive at a moment. */
function tensorsAt({ profile, standIns }: ProfileView, moment: number): string[] {
  const alive = profile.lifetimes.filter(({ from, to }) => from <= moment && moment <= to).map(({ value, bytes }) => ({
    value,
    bytes: standIns.valueOf(bytes) ?? 0,
  })).sort((a, b) => b.bytes - a.bytes);
  const makers = new Map(profile.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const titleOf = (value: string) => shortenMiddle(printable(nodeTitle(makers.get(value), value)), 44);
  const named = alive.slice(0, TENSORS).map(({ value, bytes }) => `${titleOf(value)} ${bytesNumber(bytes)}`);
  return alive.length > TENSORS ? [...named, `… ${alive.length - TENSORS} more`] : named;
}
