/** Runs cases in processes of their own, which are watched: one that says nothing for long hangs, one that ends has crashed, and the next goes on behind it. */
import { TextLineStream } from "./text_lines.ts";

/** Which cases. */
export interface Cases {
  readonly seed: number;
  /** The first case. */
  readonly first: number;
  /** How many there are. */
  readonly count: number;
  /** Folders of more files to damage. */
  readonly corpus?: readonly string[];
}

/** What came of them. */
export interface Outcome {
  readonly done: number;
  /** One for each thing that is wrong, with the case's number. */
  readonly failures: readonly Readonly<Record<string, unknown>>[];
  /** Numbers that the process counted, summed. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a process says in a line. */
interface Line {
  readonly at?: number;
  readonly stage?: string;
  readonly failed?: number;
  readonly done?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly [more: string]: unknown;
}

/** A case takes tenths of a second at most; one that says nothing for this long hangs. */
const PATIENCE_MS = 60_000;

const SORTS = {
  // onnxruntime is no part of the lock file: whatever is listed there is downloaded by everyone.
  graphs: { script: "graph_cases.ts", flags: ["--no-lock", "--no-config", "--v8-flags=--max-old-space-size=1500"] },
  files: { script: "file_cases.ts", flags: ["--no-lock", "--v8-flags=--max-old-space-size=300"] },
} as const;

/** Runs all cases of a sort, and starts anew behind one that takes its process down. */
export async function fuzz(sort: keyof typeof SORTS, { seed, first, count, corpus = [] }: Cases): Promise<Outcome> {
  const failures: Record<string, unknown>[] = [];
  const counts: Record<string, number> = {};
  const end = first + count;
  for (let next = first; next < end;) {
    const folders = sort === "files" ? [new URL("../data/", import.meta.url).href, ...corpus] : [];
    const last = await watch(sort, [seed, next, end].map(String).concat(folders), (line) => {
      if (line.failed !== undefined) failures.push(line);
      for (const [name, count] of Object.entries(line.counts ?? {})) counts[name] = (counts[name] ?? 0) + count;
    });
    if (last.done !== undefined) break;
    // Where onnxruntime itself falls over, that is its own affair.
    if (last.stage === "check" || last.at === undefined) {
      failures.push({ failed: last.at ?? next, problem: last.problem ?? "the process ended", ...last });
    } else counts["runtime crashes"] = (counts["runtime crashes"] ?? 0) + 1;
    if (last.at === undefined) break;
    next = last.at + 1;
  }
  return { done: count, failures, counts };
}

/** Follows one process to its end, and answers its last line. */
async function watch(sort: keyof typeof SORTS, args: readonly string[], say: (line: Line) => void): Promise<Line> {
  const { script, flags } = SORTS[sort];
  const file = decodeURIComponent(new URL(script, import.meta.url).pathname);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", ...flags, file, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let last: Line = {};
  const errors = new Response(child.stderr).text();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hung = false;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, PATIENCE_MS);
  };
  wait();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())) {
    wait();
    if (!text.startsWith("{")) continue;
    const line: Line = JSON.parse(text);
    if (line.at !== undefined || line.done !== undefined) last = line;
    say(line);
  }
  clearTimeout(timer);
  const { code, signal } = await child.status;
  return last.done === undefined
    ? {
      ...last,
      problem: hung ? `no word for ${PATIENCE_MS} ms: it hangs` : `the process ended with ${signal ?? code}: ${(await errors).slice(-500)}`,
    }
    : last;
}
