/**
 * Several networks timed fairly: in turns.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { spreadOf } from "./analysis/timing/spread.ts";
import { bindFreeSizes, type BoundNetwork } from "./bound_network.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { type RaceFacts, raceHtml, type RaceRow, raceText } from "./display/race_table.ts";
import type { ProfileOptions, Source } from "./profile.ts";
import { compareModels } from "./runner/compare_models.ts";
import { withRandomWeights } from "./runner/model_file.ts";
import { randomFeeds } from "./runner/random_feeds.ts";
import type { RunOptions } from "./runner/run_model.ts";
import { Shown } from "./shown.ts";

export type { RaceRow };

/** How networks are timed: their inputs as {@linkcode ProfileOptions} has them, and how they are run. */
export interface RaceOptions extends ProfileOptions, RunOptions {
  /** Ends reading, or measuring between two runs. */
  readonly signal?: AbortSignal;
  /** No further turn begins after so many seconds; 10 where nothing is said. Ten turns are always taken. */
  readonly seconds?: number;
}

/**
 * Networks side by side with their times. In a notebook cell it shows itself.
 *
 * @example
 * ```ts ignore
 * import { assert } from "@std/assert";
 * import { race, zoo } from "../mod.ts";
 *
 * const { rows, fastest } = await race({ a: zoo.resnet18(), b: zoo.mobilenet_v2() });
 * assert(rows.some(({ name }) => name === fastest));
 * ```
 */
export class Race extends Shown<RaceFacts> {
  /** One row a network, in the order in which they were given. */
  get rows(): readonly RaceRow[] {
    return this.facts.rows;
  }

  /** The name of the network with the shortest run. */
  get fastest(): string {
    return this.rows.reduce((best, row) => row.shortest < best.shortest ? row : best).name;
  }

  /** All numbers. */
  toJSON(): RaceFacts {
    return this.facts;
  }

  /** The race as text. */
  override toString(): string {
    return raceText(this.facts);
  }

  /** The forms of the race by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": raceHtml(this.facts), "text/plain": this.toString() };
  }
}

/**
 * Times networks against each other with onnxruntime: they run in turns, so that whatever else the machine does hits all of them, and the shortest run of each
 * counts. Weights are random, and one thread runs them, unless the options say another number. Free sizes that are not given get an example value.
 *
 * @example
 * ```ts ignore
 * import { assertEquals } from "@std/assert";
 * import { race, zoo } from "../mod.ts";
 *
 * const { fastest } = await race({ vgg16: zoo.vgg16(), squeezenet: zoo.squeezenet1_1() });
 * assertEquals(fastest, "squeezenet");
 * ```
 *
 * @param networks Sources as {@linkcode profile} takes them, by the names under which they are shown; the first is what the others are compared with.
 * @throws {ArgumentError} If there is no network.
 * @throws {FormatSyntaxError} If a source is no model, or a broken one.
 * @throws {Error} If the runtime cannot be loaded, or refuses a network.
 */
export async function race(networks: Readonly<Record<string, Source>>, options: RaceOptions = {}): Promise<Race> {
  const names = Object.keys(networks);
  if (names.length === 0) throw new ArgumentError("Cannot time networks as there must be at least one: there is none");
  const bound: BoundNetwork[] = [];
  for (const name of names) bound.push(await bindFreeSizes(networks[name]!, options));
  const how = { runs: 100, warmup: 3, threads: 1, seconds: 10, ...options };
  const contenders = bound.map(({ typed }) => ({ model: withRandomWeights(typed.model), feeds: randomFeeds(typed.inputs) }));
  const { turns, runtime, provider } = await compareModels(contenders, how);
  const isAlone = how.threads === 1 && provider === "cpu"; // then the time that the process had its core is what a run takes
  const shortest = turns.map(({ milliseconds, processorMilliseconds }) => spreadOf(isAlone ? processorMilliseconds : milliseconds).least);
  const rows = bound.map(({ profile: { totals } }, index): RaceRow => ({
    name: names[index]!,
    macs: Number(totals.macs),
    memoryAccess: Number(totals.memoryAccess.elements),
    milliseconds: spreadOf(turns[index]!.milliseconds),
    shortest: shortest[index]!,
    relative: shortest[index]! / shortest[0]!,
  }));
  const threads = `${how.threads} ${how.threads === 1 ? "thread" : "threads"}`;
  return new Race({ rows, conditions: [runtime, provider, threads, "random weights"].join(", ") });
}
