/** Runs what is measured, each in a process of its own. */
const here = new URL("subjects/", import.meta.url);
const path = (name: string) => decodeURIComponent(new URL(name, here).pathname);

/** Runs a script of `subjects/` and gives what it prints as JSON. */
export async function runSubject<T>(name: string, ...args: readonly string[]): Promise<T> {
  // Nothing is locked: a peer's packages are nobody else's.
  const deno = ["run", "-A", "--no-lock", "--no-config", path(name), ...args];
  const [command, words] = name.endsWith(".py") ? ["/usr/bin/python3", [path(name), ...args]] as const : [Deno.execPath(), deno] as const;
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...words], stdout: "piped", stderr: "piped" }).output();
  if (!success) throw new Error(`${name} ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" ")}`);
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

/** The middle one of several figures. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Runs a subject several times, and gives the answer of each. */
export async function repeat<T>(times: number, once: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let index = 0; index < times; index++) all.push(await once());
  return all;
}
