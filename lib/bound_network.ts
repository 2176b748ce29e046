/**
 * A network with numbers for all its sizes: what the guidelines and the runner start from.
 *
 * @module
 */
import { inferShapes } from "./analysis/infer_shapes.ts";
import { measure } from "./analysis/measure.ts";
import type { Profile } from "./analysis/profile.ts";
import type { TypedModel } from "./analysis/typed_model.ts";
import { standInsOf } from "./display/stand_ins.ts";
import { knownOf, load, type ProfileOptions, type Source } from "./profile.ts";

/** A network whose free sizes have values. */
export interface BoundNetwork {
  /** The types of its values. */
  readonly typed: TypedModel;
  /** What it costs. */
  readonly profile: Profile;
  /** The values that were put in because nobody gave them, in words; empty where none were free. */
  readonly at: string;
}

/**
 * Reads a network and puts an example value in for each free size that the options do not give.
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the options name an input or a dimension that the model does not have.
 */
export async function bindFreeSizes(source: Source, options: ProfileOptions = {}): Promise<BoundNetwork> {
  const { current: model } = await load(source, options);
  const known = knownOf(options);
  const typed = inferShapes(model, known);
  const profile = measure(typed);
  const { settable, values, text } = standInsOf(profile);
  if (settable.length === 0) return { typed, profile, at: text };
  const dims = { ...Object.fromEntries(settable.map((name) => [name, values.get(name)!])), ...known.dims };
  const bound = inferShapes(model, { ...known, dims });
  return { typed: bound, profile: measure(bound), at: text };
}
