/**
 * Installs the Debian packages that some tests need, where that is possible: as root, with apt-get. Elsewhere these tests are skipped, each with its reason.
 *
 * @module
 */

/** Packages, each with a file that tells whether it is there. */
const PACKAGES: readonly (readonly [name: string, file: string, purpose: string])[] = [
  ["chromium", "/usr/bin/chromium", "the page's test"],
  ["jupyter-notebook", "/usr/bin/jupyter-notebook", "the notebooks' test in classic Notebook"],
  ["python3-onnx", "/usr/lib/python3/dist-packages/onnx/__init__.py", "the checker's test of written files"],
  ["libonnx-testdata", "/usr/include/onnx/backend/test/data", "the operators' test against the ONNX backend suite"],
];

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function apt(...args: string[]): Promise<boolean> {
  const command = new Deno.Command("apt-get", {
    args,
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return await command.output().then((it) => it.success, () => false);
}

/** Installs what is missing, and says what could not be. */
export async function setUp(): Promise<void> {
  const missing: (typeof PACKAGES)[number][] = [];
  for (const each of PACKAGES) if (!await exists(each[1])) missing.push(each);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  const may = Deno.build.os === "linux" && Deno.uid() === 0 && await exists("/usr/bin/apt-get");
  if (may) {
    console.log(`installing ${names.join(", ")} with apt-get`);
    await apt("update");
    if (await apt("install", "-y", "--no-install-recommends", ...names)) return;
  }
  for (const [name, , purpose] of missing) console.log(`not installed: ${name}; ${purpose} is skipped (apt-get install ${name})`);
}
