/** Runs code in a process of its own that writes no lock file: whatever a lock file lists is downloaded by everyone who runs anything here. */
import { assert } from "@std/assert";

/** Runs a script, of which `ROOT` is the repository's address, with these options of Deno's besides, and answers what it writes. */
export async function runApart(code: string, ...options: readonly string[]): Promise<Uint8Array> {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(script, code.replaceAll("ROOT", new URL("../../", import.meta.url).href));
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-lock", "--no-config", ...options, script],
      stdin: "null",
    });
    const { success, stdout, stderr } = await command.output();
    assert(success, new TextDecoder().decode(stderr));
    return stdout;
  } finally {
    await Deno.remove(script);
  }
}

/** The same, where the script writes JSON. */
export async function jsonApart<T>(code: string, ...options: readonly string[]): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await runApart(code, ...options)));
}
