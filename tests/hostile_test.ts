import { assert, assertEquals } from "@std/assert";

const COUNT = 400;

Deno.test(`${COUNT} damaged model files end in a result or a documented error, in bounded memory and time`, async () => {
  const mutate = decodeURIComponent(new URL("_mutate.ts", import.meta.url).pathname);
  // The heap's bound is the limit of memory; a case that hangs is ended by the clock.
  const args = ["run", "-A", "--no-check", "--v8-flags=--max-old-space-size=300", mutate, "1", String(COUNT)];
  const command = new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" }, signal: AbortSignal.timeout(120_000) });
  const { code, stdout, stderr } = await command.output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(code, 0, new TextDecoder().decode(stderr).slice(-2000));
  assertEquals(lines.slice(0, -1), []);
  const { results, errors } = JSON.parse(lines.at(-1)!);
  assertEquals(results + errors, COUNT);
  assert(results > 0 && errors > 0);
});
