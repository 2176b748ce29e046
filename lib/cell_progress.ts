/**
 * A line in a notebook cell that tells how a long read goes on.
 *
 * @module
 */
import type { Progress } from "./bytes/watched_source.ts";
import { type Kernel, kernel } from "./surroundings.ts";

/** How long a read may take before somebody wants to know that it goes on, in milliseconds. */
const PATIENCE = 500;

/** How often the line changes at most, in milliseconds. */
const INTERVAL = 200;

/** Follows a read: what it gives to `onProgress` is shown, and `end` says what was read. */
export interface CellProgress {
  /** Takes a step of the read. */
  readonly onProgress: (progress: Progress) => void;
  /** Shows the last state, or where the read was broken off; does nothing if it was too short for a line. */
  readonly end: (isWhole?: boolean) => Promise<void>;
}

/** A line that appears in the cell after half a second and is then updated in place; `undefined` outside a notebook. */
export function cellProgress(front: Kernel | undefined = kernel()): CellProgress | undefined {
  if (front === undefined) return undefined;
  const id = crypto.randomUUID();
  const begun = performance.now();
  let shown = 0;
  let latest: Progress | undefined;
  let ended = false; // a tensor that is loaded later is a read of its own, and no part of this one
  let sending: Promise<void> = Promise.resolve();
  const send = (text: string) => {
    const type = shown === 0 ? "display_data" : "update_display_data";
    shown = performance.now();
    sending = sending.then(() => front.broadcast(type, { data: { "text/plain": text }, metadata: {}, transient: { display_id: id } }));
  };
  return {
    onProgress(progress) {
      if (ended) return;
      latest = progress;
      const now = performance.now();
      if (now - begun >= PATIENCE && now - shown >= INTERVAL) send(`Reading ${lineOf(progress)} …`);
    },
    async end(isWhole = true) {
      ended = true;
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const what = isWhole ? "Read" : "Stopped reading";
      if (shown > 0 && latest !== undefined) send(`${what} ${lineOf(latest)} ${isWhole ? "in" : "after"} ${seconds} s`);
      await sending;
    },
  };
}

function lineOf({ name, bytesRead, bytes }: Progress): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  return `${name}: ${megabytes(bytesRead)}${bytes === undefined ? "" : ` of ${megabytes(bytes)}`} MB`;
}
