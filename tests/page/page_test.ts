/** The page in a true browser: what it shows is what Deno finds, and nothing leaves the machine. */
/// <reference lib="dom" />
import { Buffer } from "node:buffer";
import type { Browser, Page } from "npm:playwright-core@1.56.1";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { profile } from "../../mod.ts";
import { fileOf } from "../formats/onnx/_encode.ts";
import { findChromium, startChromium } from "./_chromium.ts";
import { type FileServer, serve } from "./_server.ts";

const ROOT = new URL("../../", import.meta.url);
const ZOO = new URL("tests/data/zoo/", ROOT);
const FIVE = [
  "gpt2_nano.dyn.onnx",
  "mobilenet_v2.dyn.onnx",
  "resnet18.qdq.onnx",
  "shufflenet_v2_x0_5.fold.onnx",
  "transformer_encoder.op17.onnx",
];

/** A model most of which is weights. */
const HEAVY = fileOf({
  node: [{ name: "fc", opType: "MatMul", input: ["x", "w"], output: ["y"] }, {
    name: "out",
    opType: "MatMul",
    input: ["y", "v"],
    output: ["z"],
  }],
  input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }, { dimValue: 512 }] } } } }],
  output: [{ name: "z" }],
  initializer: ["w", "v"].map((name) => ({ name, dims: [512, 512], dataType: 1, rawData: new Uint8Array(512 * 512 * 4) })),
});

const BAD = `<img src=x onerror=alert(1)>`;
const HOSTILE = fileOf({
  node: [{ name: BAD, opType: `Script${BAD}`, domain: BAD, input: ["x"], output: [`y${BAD}`] }],
  input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: BAD }, { dimValue: 2 }] } } } }],
  output: [{ name: `y${BAD}` }],
}, { producerName: BAD });

const chromium = await findChromium();
const ignore = "missing" in chromium;
let browser: Browser;
let site: FileServer;
let other: FileServer;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  const folder = await Deno.makeTempDir();
  const args = ["bundle", "--platform", "browser", "--minify", "-o", `${folder}/page.js`, "examples/page/page.ts"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).output();
  assert(success, new TextDecoder().decode(stderr));
  const script = await Deno.readFile(`${folder}/page.js`);
  await Deno.remove(folder, { recursive: true });
  site = serve((path) => path === "/examples/page/page.js" ? Promise.resolve(script) : read(path));
  other = serve((path) => path === "/heavy.onnx" ? Promise.resolve(HEAVY) : read(path));
  browser = await startChromium(chromium.path);
});

Deno.test.afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
});

function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return Deno.readFile(new URL(`.${path}`, ROOT)).catch(() => undefined);
}

/** What a test may want besides a page that complains of nothing. */
interface Expected {
  /** Complaints on the console that belong to the test. */
  readonly complaints?: RegExp;
  /** What follows `#` in the page's address. */
  readonly hash?: string;
  /** Whether the page's security policy is taken out of the way. */
  readonly bypassCSP?: boolean;
}

/** What the page said and whom it asked since the test began. */
const heard: string[] = [];
const hosts = new Set<string>();

/** One page for all tests with the same setting, since a new one takes half of a test's time. Between tests it is empty. */
const pages = new Map<boolean, Promise<Page>>();

async function openPage(bypassCSP: boolean): Promise<Page> {
  const visit = await browser.newContext({ bypassCSP });
  visit.setDefaultTimeout(5000);
  visit.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  visit.on("weberror", (error) => heard.push(String(error.error())));
  visit.on("dialog", async (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  visit.on("request", (request) => hosts.add(new URL(request.url()).hostname));
  return await visit.newPage();
}

/** Tests with the page open. Whatever it does, it must complain of nothing and ask nobody else. */
function pageTest(
  name: string,
  run: (page: Page) => Promise<void>,
  { complaints, hash = "", bypassCSP = false }: Expected = {},
): void {
  const reason = "missing" in chromium ? ` (skipped: ${chromium.missing})` : "";
  Deno.test({ name: `the page ${name}${reason}`, ignore, sanitizeOps: false, sanitizeResources: false }, async () => {
    const page = await pages.getOrInsertComputed(bypassCSP, openPage);
    heard.length = 0;
    hosts.clear();
    try {
      await page.goto(`${site.origin}/examples/page/${hash}`);
      await run(page);
    } finally {
      await page.goto("about:blank");
    }
    assertEquals(heard.filter((text) => complaints?.test(text) !== true), []);
    if (complaints) assert(heard.some((text) => complaints.test(text)), `nobody complained of ${complaints}`);
    assertEquals([...hosts], ["127.0.0.1"]);
  });
}

const shown = (page: Page, name: string) => page.locator(`#result[aria-label=${JSON.stringify(name)}]`).waitFor();

async function downloaded(page: Page, button: "json" | "html"): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await page.click(`#${button}`);
  const download = await coming;
  return { name: download.suggestedFilename(), text: await Deno.readTextFile(await download.path()) };
}

const jsonOf = async (page: Page) => JSON.parse((await downloaded(page, "json")).text);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const panel = (page: Page) => page.locator("#panel").innerText();

async function failure(page: Page): Promise<string> {
  await page.locator("#failure").waitFor();
  return await page.locator("#failure").innerText();
}

const give = (page: Page, bytes: Uint8Array, name: string) =>
  page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

async function giveAddress(page: Page, address: string): Promise<void> {
  await page.fill("#url", address);
  await page.click("#address button");
}

pageTest("finds in five dropped models what Deno finds", async (page) => {
  for (const name of FIVE) {
    const path = decodeURIComponent(new URL(name, ZOO).pathname);
    await page.setInputFiles("#file", path);
    await shown(page, name);
    const report = await profile(path);
    const { totals, ...rest } = await jsonOf(page);
    const { totals: wanted, ...others } = plain(report);
    for (const key of ["macs", "parameters", "buffers", "flops", "peak"]) assertEquals(totals[key], wanted[key], `${key} of ${name}`);
    assertEquals(totals, wanted);
    assertEquals(rest, others);
    assertStringIncludes(await panel(page), report.parameters.toLocaleString("en"));
  }
});

pageTest("takes a file that is dropped anywhere", async (page) => {
  const bytes = await Deno.readFile(new URL("unet.dyn.onnx", ZOO));
  const dataTransfer = await page.evaluateHandle((numbers) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["its data"], "weights.bin"));
    transfer.items.add(new File([Uint8Array.from(numbers)], "unet.onnx"));
    return transfer;
  }, [...bytes]);
  await page.dispatchEvent("header", "dragover", { dataTransfer });
  assert(await page.locator("#target").isVisible());
  await page.dispatchEvent("header", "drop", { dataTransfer });
  await shown(page, "unet.onnx");
  assert(!await page.locator("#target").isVisible());
  assertEquals((await jsonOf(page)).totals, plain(await profile(bytes)).totals);
});

pageTest("reads only what it needs of a model at an address", async (page) => {
  await giveAddress(page, `${other.origin}/ranges/heavy.onnx`);
  await shown(page, "heavy.onnx");
  const { model, totals } = await jsonOf(page);
  assertEquals(totals, plain(await profile(HEAVY)).totals);
  assertEquals([totals.macs, model.bytes], [2 * 512 * 512, HEAVY.length]);
  const sent = other.sent("/ranges/heavy.onnx");
  assert(sent === model.bytesRead && sent < HEAVY.length / 10, `${sent} of ${HEAVY.length} bytes`);
});

pageTest("follows a redirect to a model", async (page) => {
  await giveAddress(page, `${other.origin}/moved/heavy.onnx`);
  await shown(page, "heavy.onnx");
  assertEquals((await jsonOf(page)).totals.macs, 2 * 512 * 512);
  assert(other.sent("/ranges/heavy.onnx") < HEAVY.length / 5);
});

pageTest("reads a model whole where the server does not tell pages which part it sends", async (page) => {
  await giveAddress(page, `${other.origin}/hidden/tests/data/zoo/lstm_lm.dyn.onnx`);
  await shown(page, "lstm_lm.dyn.onnx");
  const { model, totals } = await jsonOf(page);
  assertEquals(totals, plain(await profile(new URL("lstm_lm.dyn.onnx", ZOO))).totals);
  assertEquals(model.bytesRead, model.bytes);
});

pageTest("tells that a server may not permit pages to read", async (page) => {
  await giveAddress(page, `${other.origin}/closed/heavy.onnx`);
  const text = await failure(page);
  assertMatch(text, /^heavy\.onnx cannot be read/);
  assertMatch(text, /may not permit pages to read it.*drop it here/);
}, { complaints: /CORS|ERR_FAILED/ });

pageTest("shows ResNet-50 at a click, from its own server", async (page) => {
  await page.click("#example");
  await shown(page, "resnet50.onnx");
  assertMatch(await panel(page), /23,710,883[^]*4,087,339,008/);
  await page.goBack();
  await page.locator("[data-state=empty]").waitFor();
});

pageTest("says what is wrong with a file that is no model", async (page) => {
  await give(page, new TextEncoder().encode("Dear diary, today I"), "diary.txt");
  const text = await failure(page);
  assertMatch(text, /diary\.txt is no model that can be read/);
  assertMatch(text, /give a model's file \(\.onnx, /);
  assert(!await page.locator("#result").isVisible());
});

pageTest("says at which byte a broken model breaks", async (page) => {
  await give(page, HEAVY.slice(0, 600), "cut.onnx");
  assertMatch(await failure(page), /cut\.onnx[^]*byte \d+/);
});

// The policy alone would stop a script; with it out of the way, the escaping has to.
for (const bypassCSP of [false, true]) {
  pageTest(`runs nothing that a model's names say${bypassCSP ? ", even without its security policy" : ""}`, async (page) => {
    await give(page, HOSTILE, `${BAD}.onnx`);
    await shown(page, `${BAD}.onnx`);
    for (const tab of ["Profile", "Layers", "Tree"]) {
      await page.click(`role=tab[name=${tab}]`);
      assertStringIncludes(await page.locator("#panel").textContent() ?? "", "<img src=x");
    }
    await page.click("role=tab[name=Profile]");
    await page.locator("#sizes input").fill("3");
    await page.locator("#panel >> text=[3, 2]").first().waitFor();
    assertStringIncludes(await page.locator("#sizes").innerText(), BAD);
    await give(page, new Uint8Array(9), BAD);
    assertStringIncludes(await failure(page), BAD);
    assertEquals(await page.locator("img, #panel script").count(), 0);
  }, { bypassCSP });
}

/** What Chromium says of a connection that a policy forbids. */
const REFUSED = /"connect-src '(none|self)'"|violates the document's Content Security Policy/;

const ask = (page: Page, address: string) =>
  page.evaluate((address) => fetch(address).then((response) => `status ${response.status}`, () => "refused"), address);

pageTest("gives up every connection when it gets a file", async (page) => {
  await shown(page, "resnet50.onnx");
  assertEquals(await ask(page, "page.css"), "status 200");
  await page.setInputFiles("#file", decodeURIComponent(new URL(FIVE[0]!, ZOO).pathname));
  await shown(page, FIVE[0]!);
  assertEquals(await ask(page, "page.css"), "refused");
  assertEquals(await ask(page, `${other.origin}/ranges/heavy.onnx`), "refused");
  assertMatch(await page.locator(".privacy").innerText(), /never leaves this machine.*no connection/);
}, { hash: "#model=..%2Fresnet50.onnx", complaints: REFUSED });

pageTest("has no connection to begin with", async (page) => {
  assertEquals(await ask(page, "page.css"), "refused");
}, { complaints: REFUSED });

pageTest("puts numbers in place of free sizes as they are typed, or says why they cannot be", async (page) => {
  const path = decodeURIComponent(new URL("gpt2_nano.dyn.onnx", ZOO).pathname);
  await page.setInputFiles("#file", path);
  await shown(page, "gpt2_nano.dyn.onnx");
  const [batch, seq] = ["batch", "seq"].map((name) => page.locator("#sizes").getByLabel(name));
  await batch!.fill("2");
  await seq!.fill("8");
  await page.locator("#panel >> text=[2, 8]").first().waitFor();
  const wanted = plain(await profile(path, { dims: { batch: 2, seq: 8 } }));
  assertEquals(await jsonOf(page), wanted);
  await seq!.fill("1000");
  await page.locator("#sizes >> text=seq is at most 64").waitFor();
  assertEquals((await jsonOf(page)).totals.macs, wanted.totals.macs);
  await page.click("#sizes button");
  await page.locator("#panel >> text=[batch, seq]").first().waitFor();
  assertEquals(await page.locator("#sizes [role=alert]").innerText(), "");
});

pageTest("tells how a long read goes on, and stops it at a click", async (page) => {
  await giveAddress(page, `${other.origin}/slow/tests/data/zoo/unet.dyn.onnx`);
  await page.locator("#progress").waitFor();
  assertMatch(await page.locator("#progress").innerText(), /^Reading unet\.dyn\.onnx: \d+\.\d MB/);
  await page.click("#stop");
  await page.locator("[data-state=empty]").waitFor();
  assert(!await page.locator("#progress").isVisible());
});

pageTest("gives the page of the profile to keep", async (page) => {
  await page.setInputFiles("#file", decodeURIComponent(new URL("unet.dyn.onnx", ZOO).pathname));
  await shown(page, "unet.dyn.onnx");
  const { name, text } = await downloaded(page, "html");
  assertEquals(name, "unet.dyn.profile.html");
  assertEquals(text, (await profile(new URL("unet.dyn.onnx", ZOO))).toHtml());
});

pageTest("can be used without a mouse", async (page) => {
  const choosing = page.waitForEvent("filechooser");
  await page.keyboard.press("Tab"); // the name in the corner
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await (await choosing).setFiles(decodeURIComponent(new URL("unet.dyn.onnx", ZOO).pathname));
  await shown(page, "unet.dyn.onnx");
  await page.focus("role=tab[name=Profile]");
  await page.keyboard.press("ArrowRight");
  assertMatch(await panel(page), /Layer \(type: depth-idx\)/);
  await page.keyboard.press("End");
  assertMatch(await page.locator("role=tab[selected]").innerText(), /Tree/);
  assertMatch(await panel(page), /heaviest layers/);
});

pageTest("is light or dark as the system is", async (page) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const brightness = Math.min(...color.match(/[\d.]+/g)!.slice(0, 3).map(Number));
    assertEquals(brightness > 128, colorScheme === "light", color);
  }
});

pageTest("says how to build it where its script is missing", async (page) => {
  await page.route("**/page.js", (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await page.locator("#unstarted").waitFor();
  assertMatch(await page.locator("#unstarted").innerText(), /must be built first/);
  await page.unrouteAll();
}, { complaints: /404/ });
