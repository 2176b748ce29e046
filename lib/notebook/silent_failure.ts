/**
 * Finds out why a cell failed when the kernel does not tell. Deno 2.9.6 shows nothing at all for a syntax error, and for an import of an npm package that cannot
 * be had: the reply only says "Execution failed".
 *
 * @module
 */
import { kernelEnv, type KernelOptions } from "./kernel_process.ts";

/** An error as a notebook holds it. */
export interface Explanation {
  /** The error's name. */
  readonly ename: string;
  /** The error's message. */
  readonly evalue: string;
}

/** The syntax is checked in some 20 ms; a package is looked up in the registry, which may not answer. In milliseconds. */
const PATIENCE = 10_000;

/** Where neither the syntax nor an import is to blame. */
const UNKNOWN =
  "The kernel failed and gives no reason. Usual causes: a syntax error (import.meta is one in a cell), or an import that cannot be had";

/** The specifiers of packages that code imports by a literal. */
const PACKAGES = /\b(?:from|import)\s*\(?\s*(["'])((?:npm|jsr):[^"']+)\1/g;

/** Looks for what is wrong with code that failed without a word. Runs none of it. */
export async function explainFailure(code: string, options: KernelOptions): Promise<Explanation> {
  const syntax = await complaint(options, ["fmt", "--no-config", "--ext", "tsx", "-"], code);
  if (syntax?.includes("SyntaxError")) return { ename: "SyntaxError", evalue: syntax.replace(/^.*?SyntaxError: /s, "") };
  const specifiers = new Set([...code.matchAll(PACKAGES)].map((match) => match[2]!));
  for (const specifier of specifiers) {
    const reason = await complaint(options, ["cache", "--no-lock", specifier]);
    if (reason !== undefined) return { ename: "TypeError", evalue: `Cannot import ${specifier}: ${reason}` };
  }
  return { ename: "Error", evalue: UNKNOWN };
}

/** What deno says against something, with the place; `undefined` if it says nothing in time. */
async function complaint(
  { cwd, deno = Deno.execPath(), env = {} }: KernelOptions,
  args: string[],
  input = "",
): Promise<string | undefined> {
  try {
    const child = new Deno.Command(deno, {
      args,
      ...(cwd !== undefined && { cwd }),
      env: kernelEnv(env),
      clearEnv: true,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
      signal: AbortSignal.timeout(PATIENCE),
    }).spawn();
    const written = new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
    const [{ success, stderr }] = await Promise.all([child.output(), written]);
    return success ? undefined : reasonOf(new TextDecoder().decode(stderr));
  } catch {
    return undefined;
  }
}

/** The message after `error:`, without the picture of the line and the stack below, and its place in the code. */
function reasonOf(stderr: string): string | undefined {
  const message = /^error: (.*)$/m.exec(stderr)?.[1];
  const place = /_stdin\.tsx:(\d+):(\d+)/.exec(stderr);
  return message && `${message}${place ? ` (line ${place[1]}, column ${place[2]})` : ""}`;
}
