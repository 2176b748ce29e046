import { assert, assertEquals, assertRejects } from "@std/assert";
import { kernelEnv } from "../../lib/notebook/kernel_process.ts";
import { Kernel, KernelError } from "../../lib/notebook/mod.ts";

const onWindows = Deno.build.os === "windows";

/** A program that stands in for deno, in a folder of its own. */
async function withScript(lines: string, run: (script: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/deno`, `#!/bin/sh\ncd '${folder}'\n${lines}\n`, { mode: 0o755 });
    await run(`${folder}/deno`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs with a folder of its own for temporary files, and a way to list them: other kernels of this machine use the usual one. */
async function withTemporary(run: (files: () => string[]) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    await run(() => Array.from(Deno.readDirSync(folder), ({ name }) => name));
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a kernel tells what it is, runs code, obeys, and is gone in the end", async () => {
  let pid: number;
  {
    await using kernel = await Kernel.start();
    pid = kernel.pid;
    assertEquals(kernel.info["implementation_version"], Deno.version.deno);
    const types: string[] = [];
    const loop = kernel.execute("while (true);", { onMessage: ({ type }) => types.push(type) });
    await new Promise((done) => setTimeout(done, 100));
    await kernel.interrupt();
    assertEquals((await loop)["status"], "error");
    assertEquals((await kernel.execute("1"))["status"], "ok");
    assert(types.includes("execute_input"));
    await kernel[Symbol.asyncDispose]();
    assertEquals(kernel.alive, false);
    await assertRejects(() => kernel.execute("1"), KernelError, "has been stopped");
  }
  if (!onWindows) assertEquals(await Deno.stat(`/proc/${pid}`).then(() => "there", () => "gone"), "gone");
});

Deno.test(
  "a kernel that dies at its start is started again",
  { ignore: onWindows },
  () =>
    withScript(`[ -e second ] || { touch second; exit 1; }\nexec '${Deno.execPath()}' "$@"`, async (deno) => {
      await using kernel = await Kernel.start({ deno });
      assertEquals((await kernel.execute("1"))["status"], "ok");
    }),
);

Deno.test("a kernel that does not come up is reported with its last words", { ignore: onWindows }, async () => {
  await withScript("echo 'error: no kernel here' >&2\necho tried >> tries\nexit 3", async (deno, folder) => {
    const heard: string[] = [];
    const message = "The kernel ended with exit code 3 when it was started: error: no kernel here";
    await assertRejects(() => Kernel.start({ deno, onStderr: (text) => heard.push(text) }), KernelError, message);
    assertEquals([heard.length, (await Deno.readTextFile(`${folder}/tries`)).split("\n").length - 1], [3, 3]);
  });
  await assertRejects(() => Kernel.start({ deno: "/no/such/deno" }), Deno.errors.NotFound, "/no/such/deno must be there");
  await assertRejects(() => Kernel.start({ cwd: "/no/such/folder" }), Deno.errors.NotFound, "the folder /no/such/folder");
});

Deno.test(
  "the key of the connection does not stay on the disk",
  { ignore: onWindows },
  () =>
    withScript("exit 3", (deno) =>
      withTemporary(async (files) => {
        {
          const whileStarting: string[] = [];
          await using _kernel = await Kernel.start({ onStderr: () => whileStarting.push(...files()) });
          assertEquals([whileStarting.length > 0, files()], [true, []]);
        }
        await assertRejects(() => Kernel.start({ deno }), KernelError);
        await assertRejects(() => Kernel.start({ deno: "/no/such/deno" }), Deno.errors.NotFound);
        assertEquals(files(), []);
      })),
);

Deno.test(
  "a process that the kernel leaves behind keeps nobody waiting",
  { ignore: onWindows },
  () =>
    withScript(`sleep 5 &\nexec '${Deno.execPath()}' "$@"`, async (deno) => {
      const begun = performance.now();
      {
        await using kernel = await Kernel.start({ deno });
        assertEquals((await kernel.execute("1"))["status"], "ok");
      }
      assert(performance.now() - begun < 4000);
    }),
);

Deno.test("colours are not forced on a kernel, but by the caller", async () => {
  const before = Deno.env.get("FORCE_COLOR");
  Deno.env.set("FORCE_COLOR", "1");
  try {
    assertEquals(kernelEnv({ FORCE_COLOR: "1" })["FORCE_COLOR"], "1");
    await using kernel = await Kernel.start();
    const shown: unknown[] = [];
    await kernel.execute("({ a: 1 })", { onMessage: ({ type, content }) => type === "execute_result" && shown.push(content["data"]) });
    assertEquals(shown, [{ "text/plain": "{ a: 1 }" }]);
  } finally {
    if (before === undefined) Deno.env.delete("FORCE_COLOR");
    else Deno.env.set("FORCE_COLOR", before);
  }
});

Deno.test("a start can be given up", { ignore: onWindows }, () =>
  withScript("exec sleep 30", async (deno) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new RangeError("enough")), 100);
    const begun = performance.now();
    await assertRejects(() => Kernel.start({ deno }, abort.signal), RangeError, "enough");
    assert(performance.now() - begun < 5000);
  }));

Deno.test("the kernel of a process that is killed ends too", async () => {
  const folder = await Deno.makeTempDir();
  const module = new URL("../../lib/notebook/mod.ts", import.meta.url);
  const script = `
    import { Kernel } from "${module}";
    const kernel = await Kernel.start({ cwd: ${JSON.stringify(folder)} });
    await kernel.execute('setInterval(() => Deno.writeTextFileSync("sign", ".", { append: true }), 10); void 0', { grace: 0 });
    void kernel.execute("await new Promise(() => {})");
    setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), 200);`;
  try {
    await Deno.writeTextFile(`${folder}/start.ts`, script);
    const { signal } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", `${folder}/start.ts`], stdin: "null" })
      .output();
    if (!onWindows) assertEquals(signal, "SIGKILL");
    const sign = (): Promise<string> => Deno.readTextFile(`${folder}/sign`);
    let [before, last] = ["", await sign()];
    for (let round = 0; round < 50 && before !== last; round++) { // it lives on for a moment, longer on a busy machine
      await new Promise((done) => setTimeout(done, 200));
      [before, last] = [last, await sign()];
    }
    assertEquals(last, before, "nothing is written any more");
    assert(last.length > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
