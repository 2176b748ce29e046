/**
 * Bars that are as long as a share is large.
 *
 * @module
 */
import { type Html, markup } from "./markup.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of block characters, at most `width` long; one eighth of a character for whatever is there at all. */
export function textBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8) || (share > 0 ? 1 : 0);
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

/** The size of a bar in HTML, in pixels. */
export interface BarSize {
  /** The length of a full bar. */
  readonly width: number;
  /** The thickness. */
  readonly height: number;
}

/** A bar on a faint track. Without styles nothing of it shows: its number must stand beside it. */
export function htmlBar(share: number, color: string, { width, height }: BarSize): Html {
  const stop = Number(Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100)).toFixed(1));
  const background = `linear-gradient(90deg,${color} ${stop}%,rgba(127,127,127,.15) ${stop}%)`;
  return markup`<span style="display:inline-block;width:${width}px;height:${height}px;background:${background}"></span>`;
}

/** A bar between two numbers on a faint track that reaches from `least` to `most`. */
export function htmlSpan(
  [start, end]: readonly [number, number],
  [least, most]: readonly [number, number],
  color: string,
  { width, height }: BarSize,
): Html {
  const percentOf = (value: number) => (value - least) / (most - least) * 100;
  const low = Math.min(99, percentOf(Math.min(start, end)));
  const high = Math.max(low + 1, percentOf(Math.max(start, end)));
  const [from, to] = [low, high].map((value) => `${Number(value.toFixed(1))}%`);
  const track = "rgba(127,127,127,.15)";
  const background = `linear-gradient(90deg,${track} ${from},${color} ${from},${color} ${to},${track} ${to})`;
  return markup`<span style="display:inline-block;width:${width}px;height:${height}px;background:${background}"></span>`;
}
