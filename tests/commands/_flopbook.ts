/** The command line: in a process of its own, or within this one, where many runs are wanted. */
import { runCommand } from "../../lib/commands/run_command.ts";

const root = new URL("../../", import.meta.url);

/** What came of it. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in the repository's folder, without a lock file: whatever one lists is downloaded by everyone who runs anything here. Quietly, as the
 * first run tells of what it downloads.
 */
export function flopbook(...args: string[]): Promise<Ran> {
  return flopbookIn(root, ...args);
}

/** The same in another folder. */
export async function flopbookIn(cwd: URL | string, ...args: string[]): Promise<Ran> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-lock", "--no-config", new URL("lib/cli.ts", root).href, ...args],
    cwd,
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Several runs, a few at a time: a machine that has too much to do is slow to read, and says so on the standard error. */
export async function flopbooks(argumentLists: readonly (readonly string[])[]): Promise<Ran[]> {
  const answers: Ran[] = [];
  for (let start = 0; start < argumentLists.length; start += 3) {
    answers.push(...await Promise.all(argumentLists.slice(start, start + 3).map((args) => flopbook(...args))));
  }
  return answers;
}

/** A run within this process, which works in the repository's folder. */
export async function flopbookHere(...args: string[]): Promise<Ran> {
  const { log, error } = console;
  const [stdout, stderr]: [string[], string[]] = [[], []];
  console.log = (text: string) => stdout.push(`${text}\n`);
  console.error = (text: string) => stderr.push(`${text}\n`);
  try {
    const code = await runCommand(args);
    return { code, stdout: stdout.join(""), stderr: stderr.join("") };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** The lines of the standard error, without those that tell how a long read goes on. */
export function errorLines({ stderr }: Ran): string[] {
  return stderr.trimEnd().split("\n").filter((line) => line !== "" && !line.startsWith("reading "));
}
