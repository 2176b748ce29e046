/**
 * What a chart is: one file each in this folder, one line each in its table.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import type { MetricName } from "../metrics.ts";
import { shortenEnd } from "../printable_text.ts";
import type { ProfileView } from "../profile_view.ts";
import type { DeviceFigures } from "./devices.ts";

/** A Vega-Lite specification: plain JSON that compiles in Vega-Lite 5.23 and in 6.5. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** The schema that notebooks know. They show no later one. */
export const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** What a chart can be told. */
export interface ChartOptions {
  /** The cost that is drawn; by default `macs`, or where there are none the next cost that there is. */
  readonly metric?: MetricName;
  /** At most so many bars; each chart has its own default. */
  readonly limit?: number;
  /** The device of a roofline: the name of a well-known one, or what yours can do. */
  readonly device?: string | DeviceFigures;
  /** The free dimension along the axis of `costAgainstSize`. */
  readonly size?: string;
  /** The two tools' numbers that a waterfall leads from and to, each `name` or `name.number`. */
  readonly between?: readonly [from: string, to: string];
}

/** Where a chart's numbers hold, for a subtitle; empty where they hold anywhere. */
export function standInsNote({ standIns }: ProfileView): string {
  return standIns.text === "" ? "" : `at ${shortenEnd(standIns.text, 100)}`;
}

/** Labels of amounts, each with its own prefix: `0`, `50M`, and not `0M`. */
export const AMOUNTS = { labelExpr: "format(datum.value, '~s')" } as const;

/** A picture of a profile. */
export interface Chart {
  /** One sentence that says what it shows. */
  readonly summary: string;
  /** The picture: inline data, tooltips, a fixed width, no background and no colours of text, so that a dark theme can apply. */
  spec(profile: Profile, options?: ChartOptions): VegaLiteSpec;
  /** The same in plain text, with bars of block characters. */
  text(profile: Profile, options?: ChartOptions): string;
}
