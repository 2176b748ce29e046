/**
 * Receptive fields: how much of an input each element of a value depends on, through windows, upsampling and branches (Araujo, Norris and Sim, "Computing
 * receptive fields of convolutional neural networks", Distill 2019; here element by element of a period, so that upsampling is exact too).
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { type Dependence, extentsOf, isTrack } from "./dependence.ts";
import { isFolded } from "./typed_model.ts";
import { jumpOf, ownTrack } from "./position_track.ts";
import { passOn } from "./receptive_rules.ts";
import type { TypedModel } from "./typed_model.ts";

/** What an element of a value depends on, along each axis of an input that windows slide over. */
export interface ReceptiveField {
  /** The input. */
  readonly input: string;
  /**
   * Positions of the input, from the first to the last that an element depends on, along each of those axes in their order; `Infinity` for all of them, as
   * behind a global pooling. What lies beyond the borders counts too: 427 for the last convolution of a ResNet-50, whatever the image's size is.
   */
  readonly size: readonly number[];
  /** How far apart neighbouring elements stand on the input; `undefined` along an axis that the value no longer has. */
  readonly jump: readonly (number | undefined)[];
}

interface Source {
  readonly input: string;
  readonly axis: number;
}

/**
 * The receptive field of each value that has one: of the first input that windows slide over. Values behind an operator without a rule have none, and
 * neither have those of a network without windows.
 */
export function receptiveFields(typed: TypedModel): ReadonlyMap<string, ReceptiveField> {
  const sources: Source[] = [];
  const known = new Map<string, Dependence | undefined>();
  for (const { name, type } of typed.inputs) {
    const shape = type?.kind === "tensor" ? type.shape : undefined;
    known.set(
      name,
      shape &&
        { axes: shape.map((_, axis) => axis === 0 ? undefined : ownTrack(sources.push({ input: name, axis }) - 1)), fixed: new Map() },
    );
  }
  const slid = new Set<number>();
  for (const node of typed.nodes) {
    if (isFolded(typed, node)) continue;
    const { inputs, outputs } = node.node;
    const made = shapeOf(typed, outputs[0] ?? "");
    const isKnown = inputs.every((input) => !known.has(input) || known.get(input) !== undefined);
    const passed = made === undefined || !isKnown || node.runsBodies ? undefined : passOn({
      node,
      inputs: inputs.map((input) => known.get(input)),
      shapeOf: (slot) => shapeOf(typed, inputs[slot] ?? ""),
      made,
      slid,
    });
    for (const output of outputs) if (output !== "") known.set(output, passed);
  }
  return describe(known, sources, slid);
}

function shapeOf(typed: TypedModel, value: string): readonly Dim[] | undefined {
  const type = typed.values.get(value)?.type;
  return type?.kind === "tensor" ? type.shape : undefined;
}

function describe(
  known: ReadonlyMap<string, Dependence | undefined>,
  sources: readonly Source[],
  slid: ReadonlySet<number>,
): Map<string, ReceptiveField> {
  const first = sources.find((_, source) => slid.has(source))?.input;
  const shown = sources.flatMap(({ input }, source) => input === first && slid.has(source) ? [source] : []);
  const fields = new Map<string, ReceptiveField>();
  if (first === undefined) return fields;
  for (const [value, dependence] of known) {
    if (dependence === undefined) continue;
    const size = shown.map((source) => sizeOf(dependence, source));
    if (size.every((each) => each === 0)) continue; // of another input
    const jump = shown.map((source) => {
      const track = dependence.axes.find((state) => isTrack(state) && state.source === source);
      return isTrack(track) ? jumpOf(track) : undefined;
    });
    fields.set(value, { input: first, size, jump });
  }
  return fields;
}

function sizeOf({ axes, fixed }: Dependence, source: number): number {
  const along = axes.map((state) => extentsOf(state).get(source) ?? 0);
  return Math.max(0, fixed.get(source) ?? 0, ...along);
}
