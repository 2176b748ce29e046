/** Finds a Chromium that runs here, and starts it so that it talks to this machine alone. */
import type { Browser } from "npm:playwright-core@1.56.1";

// Not literal imports: those would be downloaded by everyone who checks or caches the tests.
const PLAYWRIGHT = "npm:playwright-core@1.56.1";
const SPARTICUZ = "npm:@sparticuz/chromium@153.0.0";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Chromium's own calls home are off, and no name is looked up: only addresses of this machine can be reached. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** A Chromium's path, or why there is none. */
export async function findChromium(): Promise<{ readonly path: string } | { readonly missing: string }> {
  for (const path of INSTALLED) if (await runs(path)) return { path };
  try {
    const { default: chromium } = await import(SPARTICUZ);
    const path: string = await chromium.executablePath();
    return await runs(path) ? { path } : { missing: "the system lacks what npm's Chromium needs" };
  } catch (error) {
    return { missing: `no Chromium is installed, and npm's cannot be had: ${error instanceof Error ? error.message : error}` };
  }
}

async function runs(path: string): Promise<boolean> {
  try {
    return (await new Deno.Command(path, { args: ["--version"], stdin: "null", stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Starts it without a window, with an empty profile that is removed when it is closed. */
export async function startChromium(executablePath: string): Promise<Browser> {
  const { chromium } = await import(PLAYWRIGHT);
  return await chromium.launch({ executablePath, args: ARGUMENTS });
}
