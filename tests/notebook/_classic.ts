/** Classic Notebook with the Deno kernel, driven in a true browser as a reader would: open, run all, look. */
import type { Browser, Page } from "npm:playwright-core@1.56.1";
import { formatNotebook, type Notebook, parseNotebook } from "../../lib/notebook/mod.ts";
import { makeCache } from "../../lib/notebook/check/clone.ts";
import { findChromium, startChromium } from "../page/_chromium.ts";

/** Where Debian puts it. */
const PROGRAM = "/usr/bin/jupyter-notebook";
const TOKEN = "classic";
/** Seconds until the server answers, a kernel is there, and all cells have run. */
const PATIENCE = { server: 60, kernel: 60, cells: 240 };

/** What of classic Notebook's own page is used. */
interface JupyterPage {
  Jupyter?: {
    notebook: {
      kernel: { is_connected(): boolean } | null;
      execute_all_cells(): void;
      get_cells(): { element: { hasClass(name: string): boolean } }[];
      toJSON(): unknown;
    };
  };
}

/** Classic Notebook in a browser. Close it. */
export interface Classic extends AsyncDisposable {
  /** Opens a notebook, runs all its cells, and answers it with its outputs. */
  runAll(notebook: Notebook): Promise<Notebook>;
}

/** Why it cannot be had here; `undefined` where it can. */
export async function missingClassic(): Promise<string | undefined> {
  if (!await Deno.stat(PROGRAM).then(() => true, () => false)) {
    return "classic Notebook is not installed (apt-get install jupyter-notebook)";
  }
  const chromium = await findChromium();
  return "missing" in chromium ? chromium.missing : undefined;
}

/** Starts the server, with a kernelspec and settings of its own, and the browser. */
export async function startClassic(): Promise<Classic> {
  const folder = await Deno.makeTempDir();
  const chromium = await findChromium();
  if ("missing" in chromium) throw new Error(chromium.missing);
  const port = freePort();
  const server = await startServer(folder, port);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    server.kill("SIGTERM"); // it stops its kernels
    await server.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await until("the server answers", PATIENCE.server, () => fetch(`http://127.0.0.1:${port}/api?token=${TOKEN}`).then((it) => it.text()));
    browser = await startChromium(chromium.path);
    const context = await browser.newContext();
    let count = 0;
    const runAll = async (notebook: Notebook): Promise<Notebook> => {
      const name = `${++count}.ipynb`;
      const metadata = { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } };
      await Deno.writeTextFile(`${folder}/notebooks/${name}`, formatNotebook({ ...notebook, metadata }));
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/notebooks/${name}?token=${TOKEN}`);
      return parseNotebook(await runCells(page));
    };
    return { runAll, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** All that Jupyter and the kernel write goes into the folder. */
async function startServer(folder: string, port: number): Promise<Deno.ChildProcess> {
  await Deno.mkdir(`${folder}/data/kernels/deno`, { recursive: true });
  await Deno.mkdir(`${folder}/notebooks`);
  await makeCache(`${folder}/cache`);
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  await Deno.writeTextFile(`${folder}/data/kernels/deno/kernel.json`, JSON.stringify(spec));
  const [data, config, runtime] = ["data", "config", "runtime"].map((name) => `${folder}/${name}`) as [string, string, string];
  return new Deno.Command(PROGRAM, {
    args: [
      "--no-browser",
      "--allow-root",
      "--ip=127.0.0.1",
      `--port=${port}`,
      "--NotebookApp.port_retries=0",
      `--NotebookApp.token=${TOKEN}`,
    ],
    cwd: `${folder}/notebooks`,
    env: {
      JUPYTER_DATA_DIR: data,
      JUPYTER_CONFIG_DIR: config,
      JUPYTER_RUNTIME_DIR: runtime,
      IPYTHONDIR: config,
      DENO_DIR: `${folder}/cache`,
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Runs all cells and answers the notebook as JSON, half a second after the last cell's end. */
async function runCells(page: Page): Promise<string> {
  const test = (script: () => boolean, seconds: number) =>
    page.waitForFunction(script, undefined, { timeout: seconds * 1000, polling: 100 });
  await test(() => (globalThis as JupyterPage).Jupyter?.notebook?.kernel?.is_connected() === true, PATIENCE.kernel);
  await page.locator(".kernel_idle_icon").waitFor({ timeout: PATIENCE.kernel * 1000 });
  await page.evaluate(() => (globalThis as JupyterPage).Jupyter!.notebook.execute_all_cells());
  await test(
    () => (globalThis as JupyterPage).Jupyter!.notebook.get_cells().every(({ element }) => !element.hasClass("running")),
    PATIENCE.cells,
  );
  await page.waitForTimeout(500);
  const json = await page.evaluate(() => JSON.stringify((globalThis as JupyterPage).Jupyter!.notebook.toJSON()));
  await page.close();
  return json;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function until(what: string, seconds: number, attempt: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + seconds * 1000;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}`, { cause: error });
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
