/**
 * Who printed this number? From a source and a published number to what explains it.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { identifyNumber } from "./analysis/identify/identify_number.ts";
import { readPrinted } from "./analysis/identify/printed_number.ts";
import type { Variant } from "./analysis/identify/variant.ts";
import type { NamedTensor, Profile } from "./analysis/profile.ts";
import { standInsOf } from "./display/stand_ins.ts";
import { multiply } from "./model/dim.ts";
import type { Model } from "./model/model.ts";
import { Identification } from "./identification.ts";
import { load, profile, type ProfileOptions, type Source } from "./profile.ts";

/** Sides of the images that classifiers, detectors and segmenters are published at. */
const SIDES = [192, 224, 256, 288, 299, 320, 384, 448, 480, 512];
/** Batches that somebody may have left in a number. */
const BATCHES = [2, 4, 8, 16, 32];
/** Lengths of sequences, where the network leaves them open. */
const LENGTHS = [16, 32, 64, 128, 256, 384, 512, 1024, 2048];

/** Changes of the input: what they are called, and the options that make them. */
interface Change {
  readonly modification: NonNullable<Variant["modification"]>;
  readonly options: ProfileOptions;
}

/**
 * Tells which tool may have printed a number, in which unit, at which input size and of which part of the network; or that nothing explains it.
 *
 * The number is taken as exactly as it is given: `3.8e9` stands for all that rounds to 3.8 thousand millions. Tools' own outputs come first, then those with one change
 * that has a reason, then those with two; the search ends where something matches. Free dimensions are 1 for a batch, 224 for the sides of an image, 128 for a length,
 * if the options do not say otherwise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { identify } from "../mod.ts";
 *
 * const { matches } = await identify("examples/resnet50.onnx", "8.17 GFLOPs");
 * assertEquals(matches.map(({ tool, value }) => [tool, value]), [["torch", 8_174_678_016]]);
 * assertEquals((await identify("examples/resnet50.onnx", "4.25 GFLOPs")).matches, []); // nothing explains it
 * ```
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the number is none, or the options name an input or a dimension that there is not.
 */
export async function identify(
  source: Source,
  printed: number | bigint | string,
  { convention: _, unfold: __, ...options }: ProfileOptions = {},
): Promise<Identification> {
  const asked = readPrinted(printed);
  const { current: model } = await load(source, options);
  const { facts, known } = await atNumbers(model, options);
  const plain = identifyNumber(asked, [{ profile: facts }]);
  if (plain.matches.length > 0) return new Identification(facts, plain);
  const variants: Variant[] = [{ profile: facts }];
  for (const change of changesOf(facts, known)) {
    const changed = await profileIfItRuns(model, change.options, facts);
    if (changed !== undefined) variants.push({ profile: changed, modification: change.modification });
  }
  return new Identification(facts, identifyNumber(asked, variants));
}

/** The network at sizes that are numbers. */
async function atNumbers(model: Model, options: ProfileOptions): Promise<{ facts: Profile; known: ProfileOptions }> {
  const { facts } = await profile(model, options);
  const { settable, values } = standInsOf(facts);
  if (settable.length === 0) return { facts, known: options };
  const known = { ...options, dims: { ...Object.fromEntries(settable.map((name) => [name, values.get(name)!])), ...options.dims } };
  return { facts: (await profile(model, known)).facts, known };
}

function changesOf({ inputs }: Profile, known: ProfileOptions): Change[] {
  return [...sideChanges(inputs, known), ...batchChanges(inputs, known), ...lengthChanges(known)];
}

/** Other sides of square images. */
function sideChanges(inputs: readonly NamedTensor[], known: ProfileOptions): Change[] {
  const images = inputs.filter(({ shape = [] }) =>
    shape.length === 4 && typeof shape[1] === "number" && shape[1] <= 4 && shape[2] === shape[3]
  );
  const [image] = images;
  if (image === undefined) return [];
  return SIDES.filter((side) => side !== image.shape![2]).map((side) => ({
    modification: { kind: "size", text: `at ${side} × ${side} pixels` },
    options: withShapes(known, images.map(({ name, shape }) => [name, [shape![0]!, shape![1]!, side, side]])),
  }));
}

/** Other batches than one, of all inputs together. */
function batchChanges(inputs: readonly NamedTensor[], known: ProfileOptions): Change[] {
  const batched = inputs.filter(({ shape = [] }) => shape.length > 1 && shape[0] === 1);
  if (batched.length === 0) return [];
  return BATCHES.map((batch) => ({
    modification: { kind: "batch", text: `for a batch of ${batch}` },
    options: withShapes(known, batched.map(({ name, shape }) => [name, [batch, ...shape!.slice(1)]])),
  }));
}

/** Other lengths, where the network leaves one open that is neither a batch nor the side of an image. */
function lengthChanges(known: ProfileOptions): Change[] {
  const open = Object.entries(known.dims ?? {}).filter(([, size]) => LENGTHS.includes(size));
  return LENGTHS.flatMap((length): Change[] => {
    const others = open.filter(([, size]) => size !== length);
    if (others.length === 0) return [];
    const dims = { ...known.dims, ...Object.fromEntries(others.map(([name]) => [name, length])) };
    return [{
      modification: { kind: "length", text: `at ${others.map(([name]) => `${name} = ${length}`).join(", ")}` },
      options: { ...known, dims },
    }];
  });
}

/** With other shapes; dimensions that have a value by name have it through the shapes then. */
function withShapes(known: ProfileOptions, shapes: readonly (readonly [string, NonNullable<NamedTensor["shape"]>])[]): ProfileOptions {
  const { dims: _, ...rest } = known;
  return { ...rest, inputs: { ...known.inputs, ...Object.fromEntries(shapes) } };
}

/** The network at another input, if all of it is known there as well as at its own: one that its sizes do not fit is none that anybody has run. */
async function profileIfItRuns(model: Model, options: ProfileOptions, base: Profile): Promise<Profile | undefined> {
  try {
    const { facts } = await profile(model, options);
    const isWhole = facts.coverage.exact >= base.coverage.exact && facts.totals.macs !== base.totals.macs;
    const isOne = facts.totals.parameters === base.totals.parameters && typeof multiply(facts.totals.macs, 1) === "number";
    return isWhole && isOne ? facts : undefined;
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof RangeError) return undefined;
    throw error;
  }
}
