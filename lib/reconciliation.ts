/**
 * Tools' numbers against each other, with their displays attached: what `reconcile()` returns.
 *
 * @module
 */
import type { ConventionCount } from "./analysis/conventions/count.ts";
import type { Profile } from "./analysis/profile.ts";
import { reconcileCounts } from "./analysis/reconcile/reconcile.ts";
import type { Side } from "./analysis/reconcile/side.ts";
import type { Step, Waterfall } from "./analysis/reconcile/waterfall.ts";
import { type MimeBundle, sideBySideBundle, waterfallBundle } from "./display/mime_bundle.ts";
import { type SideBySideJson, sideBySideJson } from "./display/side_by_side_json.ts";
import { sideBySideText } from "./display/side_by_side_text.ts";
import { standInsOf } from "./display/stand_ins.ts";
import { type WaterfallJson, waterfallJson } from "./display/waterfall_json.ts";
import { waterfallText } from "./display/waterfall_text.ts";
import { ChartDisplay } from "./chart_display.ts";
import { Shown } from "./shown.ts";

/**
 * Why two tools' numbers of one network differ: steps from one to the other that sum exactly.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reconcile } from "../mod.ts";
 *
 * const { from, to, steps } = await reconcile("examples/resnet50.onnx", "thop", "fvcore");
 * const sum = steps.reduce((total, { amount }) => total + Number(amount), Number(from.value));
 * assertEquals(sum, to.value);
 * ```
 */
export class Reconciliation extends Shown {
  readonly #waterfall: Waterfall;
  readonly #between: readonly [from: string, to: string];

  /**
   * Finds the steps.
   *
   * @param from The number to begin with: a convention's `name`, or `name.number`.
   * @param to The number to end with.
   * @throws {ArgumentError} If there is no such number, or it cannot be told for this network.
   */
  constructor(facts: Profile, from: string, to: string) {
    super(facts);
    this.#between = [from, to];
    this.#waterfall = reconcileCounts(facts.conventions, from, to, standInsOf(facts).valueOf);
  }

  /** The number that it begins with. */
  get from(): Side {
    return this.#waterfall.from;
  }

  /** The number that it ends with. */
  get to(): Side {
    return this.#waterfall.to;
  }

  /** The reasons, in order: what is of the whole number first and last, between them the largest first. */
  get steps(): readonly Step[] {
    return this.#waterfall.steps;
  }

  /** The same as bars. */
  chart(): ChartDisplay {
    return new ChartDisplay(this.facts, "waterfall", { between: this.#between });
  }

  /** The steps as a plain object. */
  toJSON(): WaterfallJson {
    return waterfallJson(this.facts, this.#waterfall);
  }

  /** The steps as text. */
  override toString(): string {
    return waterfallText(this.facts, this.#waterfall);
  }

  /** The forms of the steps by MIME type. */
  override toMimeBundle(): MimeBundle {
    return waterfallBundle(this.facts, this.#waterfall);
  }
}

/**
 * Every tool's numbers of one network beside each other.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reconcile } from "../mod.ts";
 *
 * const all = await reconcile("examples/resnet50.onnx");
 * assertEquals(all.counts.find(({ convention }) => convention.name === "fvcore")?.numbers["params"], 23_710_883);
 * ```
 */
export class SideBySide extends Shown {
  /** The network counted by each convention, in the order in which they are shown. */
  get counts(): readonly ConventionCount[] {
    return this.facts.conventions.all();
  }

  /** The numbers as a plain object. */
  toJSON(): SideBySideJson {
    return sideBySideJson(this.counts);
  }

  /** The numbers as text. */
  override toString(): string {
    return sideBySideText(this.facts, this.counts);
  }

  /** The forms of the table by MIME type. */
  override toMimeBundle(): MimeBundle {
    return sideBySideBundle(this.facts, this.counts);
  }
}
