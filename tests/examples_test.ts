import { assert, assertEquals } from "@std/assert";

const folder = new URL("../examples/", import.meta.url);

for await (const { name } of Deno.readDir(folder)) {
  if (!name.endsWith(".ts")) continue;
  Deno.test(`examples/${name} runs with the permissions that it names`, async () => {
    const [, permissions] = /Run: `deno run ((?:--[\w-]+ ?)*)examples\//.exec(await Deno.readTextFile(new URL(name, folder)))!;
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        ...permissions!.split(" ").filter((word) => word !== ""),
        decodeURIComponent(new URL(name, folder).pathname),
      ],
      env: { NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assert(stdout.length > 0);
  });
}
