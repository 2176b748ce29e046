/**
 * Thrown where a layer or an operation cannot take what it is given. It says what was wanted, what there is, and what to do; its stack begins at the network's own
 * line.
 */
export class ShapeError extends RangeError {
  /** The class's name. */
  override readonly name = "ShapeError";

  /** An error whose stack leaves out the frames of this folder, of which there are several for each call of a module. */
  constructor(message: string) {
    const limits = Error as { stackTraceLimit?: number };
    const limit = limits.stackTraceLimit;
    limits.stackTraceLimit = 100;
    super(message);
    if (limit !== undefined) limits.stackTraceLimit = limit;
    const lines = this.stack?.split("\n") ?? [];
    const frames = lines.filter((line) => /^\s+at /.test(line));
    const own = frames.filter((line) => !line.includes(FOLDER) || line.includes(`${FOLDER}zoo/`));
    if (own.length > 0) this.stack = [...lines.filter((line) => !/^\s+at /.test(line)), ...own.slice(0, 10)].join("\n");
  }
}

const FOLDER = new URL(".", import.meta.url).href;
