import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../../../lib/notebook/check/cli.ts";
import { ADDRESS, IMPORT, withCourse } from "./_course.ts";

/** Calls the command line and collects what it says. */
async function call(root: URL, ...args: string[]): Promise<[code: number, said: string]> {
  const { log, error } = console;
  const said: string[] = [];
  console.log = console.error = (text: string) => said.push(text);
  try {
    return [await main(args, root), said.join("\n")];
  } finally {
    Object.assign(console, { log, error });
  }
}

const CELLS = [
  IMPORT,
  "answer",
  "const begun = performance.now(); console.log(`${(performance.now() - begun).toFixed(3)} ms`)",
  "where",
  `await (await fetch("${ADDRESS.replace("mod.ts", "data.txt")}")).text()`,
  'Array.from(Deno.readDirSync("."), ({ name }) => name).join()',
];

Deno.test("a notebook is recorded once, found well from then on, and found out when its module, its file or its outputs change", () =>
  withCourse({ one: CELLS }, async (root, folder) => {
    const file = `${folder}/notebooks/one.ipynb`;
    const [unrecorded, missing] = await call(root);
    assertEquals(unrecorded, 1);
    assertMatch(missing, /cell 2 \(c1\), answer: outputs\n {2}- none\n {2}\+ execute_result \(text\/plain\)/);

    assertEquals((await call(root, "--write"))[0], 0);
    const text = await Deno.readTextFile(file);
    const outputs = JSON.parse(text).cells.map(({ outputs }: { outputs: { data?: Record<string, string[]>; text?: string[] }[] }) =>
      outputs[0]?.data?.["text/plain"]?.join("") ?? outputs[0]?.text?.join("")
    );
    assertEquals([outputs[1], outputs[3], outputs[4], outputs[5]], ["42", `"${ADDRESS}"`, '"beside the module"', '"one.ipynb"']);
    assertMatch(outputs[2], /^\d\.\d{3} ms\n$/);
    assert(text.includes(ADDRESS) && !text.includes("127.0.0.1"));

    assertMatch((await call(root))[1], /one\.ipynb: ok, \d+\.\d s, \d+ kB\n1 of 1 notebooks are well/);
    assertEquals((await call(root, "--write"))[0], 0);
    assertEquals(await Deno.readTextFile(file), text, "a second record changes nothing, not even the times");

    await Deno.writeTextFile(`${folder}/lib/answer.ts`, "export const answer: number = 43;\n");
    const [changed, difference] = await call(root, "one");
    assertEquals(changed, 1);
    assertMatch(difference, /text\/plain, line 1\n {2}- 42\n {2}\+ 43\n0 of 1/);

    await Deno.writeTextFile(`${folder}/lib/answer.ts`, 'export const answer: number = 43;\nthrow new Error("broken");\n');
    const [broken, reason] = await call(root, "--write");
    assertEquals([broken, await Deno.readTextFile(file)], [1, text], "what fails is not recorded");
    assertMatch(reason, /cell 1 \(c0\), import .*: Error: broken/);
  }));

Deno.test("what git ignores is not there for a notebook", () =>
  withCourse({ one: [IMPORT, "answer"] }, async (root, folder) => {
    const git = await new Deno.Command("git", { args: ["init", "--quiet"], cwd: folder }).output();
    assert(git.success);
    await Deno.writeTextFile(`${folder}/.gitignore`, "/lib/\n");
    assertMatch((await call(root))[1], /Module not found/);
    await Deno.writeTextFile(`${folder}/.gitignore`, "/tmp/\n");
    assertEquals((await call(root, "--write"))[0], 0);
  }));

Deno.test("an import from elsewhere, a time of execution and another kernel are faults", () =>
  withCourse({ one: ["1", `import { answer } from "../mod.ts";`] }, async (root, folder) => {
    const [, said] = await call(root);
    assertMatch(said, /the first code cell must import "https:.*v1\.0\.0\/mod\.ts"/);
    assertMatch(said, /imports "\.\.\/mod\.ts; the notebooks' address is https:/);
    assertMatch(said, /the kernelspec must be deno, typescript/);
    const path = `${folder}/notebooks/one.ipynb`;
    const notebook = JSON.parse(await Deno.readTextFile(path));
    notebook.cells[0].metadata = { execution: { "iopub.execute_input": "2026-01-01T00:00:00Z" } };
    await Deno.writeTextFile(path, JSON.stringify(notebook));
    assertMatch((await call(root))[1], /times of execution are kept in c0/);
    await Deno.writeTextFile(path, "{}");
    assertMatch((await call(root))[1], /one\.ipynb, SyntaxError: Cannot read notebooks\/one\.ipynb as it must be a notebook/);
  }));

Deno.test("a translation has the original's code and outputs", () =>
  withCourse({ one: [IMPORT, "answer"], "zh/one": [IMPORT, "answer + 1"], "zh/two": [IMPORT] }, async (root, folder) => {
    assertEquals((await call(root, "notebooks/one", "--write"))[0], 0);
    const [code, said] = await call(root, "zh/", "--write");
    assertEquals(code, 1);
    assertMatch(said, /zh\/one\.ipynb, code cell 2 is not the original's\n {2}- answer\n {2}\+ answer \+ 1/);
    assertMatch(said, /zh\/two\.ipynb, NotFound: /);
    await Deno.copyFile(`${folder}/notebooks/one.ipynb`, `${folder}/notebooks/zh/one.ipynb`);
    assertEquals((await call(root, "zh/one"))[0], 0);
  }));

Deno.test("another address is written into all that names the present one", () =>
  withCourse({ one: [IMPORT, "answer", `fetch("${ADDRESS.replace("mod.ts", "data.txt")}")`] }, async (root, folder) => {
    const other = "https://raw.githubusercontent.com/nobody/flopbook/v2.0.0/mod.ts";
    const [code, said] = await call(root, "--url", other);
    assertEquals([code, said], [0, `Wrote ${other} into notebooks/address.json, README.md, notebooks/one.ipynb`]);
    for (const path of ["notebooks/address.json", "README.md", "notebooks/one.ipynb"]) {
      const text = await Deno.readTextFile(`${folder}/${path}`);
      assert(text.includes(other) && !text.includes("somebody"), path);
    }
    assertMatch((await call(root, "--url", other))[1], /^Nothing to change/);
    assertEquals((await call(root, "--url", "https://example.org/other.ts"))[0], 2);
  }));

Deno.test("a reader's copies import another address, and the repository stays as it is", () =>
  withCourse({ one: [IMPORT], "zh/one": [IMPORT] }, async (root) => {
    const kept = await Deno.readTextFile(new URL("notebooks/one.ipynb", root));
    const folder = await Deno.makeTempDir();
    try {
      const other = "http://127.0.0.1:8000/mod.ts";
      const [code, said] = await call(root, "--url", other, "--to", `${folder}/course`);
      assertEquals([code, said], [0, `Copied 2 notebooks into ${folder}/course; they import ${other}`]);
      for (const path of ["one.ipynb", "zh/one.ipynb"]) {
        const text = await Deno.readTextFile(`${folder}/course/${path}`);
        assert(text.includes(other) && !text.includes("somebody"), path);
      }
      assertEquals(await Deno.readTextFile(new URL("notebooks/one.ipynb", root)), kept);
      assertMatch((await call(root, "one", "--url", other, "--to", `${folder}/course`))[1], /one\.ipynb must not be there yet/);
      assertEquals((await call(root, "--to", folder))[0], 2);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }));

Deno.test("wrong usage is exit code 2, and help none", () =>
  withCourse({ one: [IMPORT] }, async (root) => {
    const [help, usage] = await call(root, "--help");
    assertEquals([help, usage.split("\n").length], [0, 1]);
    assertMatch(usage, /^Usage: deno task notebooks/);
    for (const args of [["two"], ["--timeout", "soon"], ["--quick"]]) {
      const [code, said] = await call(root, ...args);
      assertEquals(code, 2);
      assertMatch(said, /Usage: deno task notebooks/);
    }
  }));
