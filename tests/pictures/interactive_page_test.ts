/** The page in a true browser, opened as a file: it draws its charts, asks nobody, and runs nothing of what a model calls something. */
/// <reference lib="dom" />
import type { Browser, Page } from "npm:playwright-core@1.56.1";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { findChromium, startChromium } from "../page/_chromium.ts";
import { jsonApart, runApart } from "./_process.ts";

const BAD = `</script><script>globalThis.harmed=1</script><img src=x onerror="globalThis.harmed=1">\u202e`;

const folder = await Deno.makeTempDir();
const chromium = await findChromium();
const ignore = "missing" in chromium;
let browser: Browser;

Deno.test.beforeAll(async () => {
  await runApart(`
    import { profile } from "ROOTmod.ts";
    import { model, value, tensor } from "ROOTtests/analysis/_models.ts";
    import { symbol } from "ROOTlib/model/dim.ts";
    const bad = ${JSON.stringify(BAD)};
    const hostile = { ...model({
      inputs: [value(bad, [symbol(bad), 4])], outputs: ["out" + bad], tensors: [tensor(bad + ".weight", [4, 4])],
      nodes: [{ name: "/" + bad.replaceAll("/", "") + "/MatMul", op: "MatMul", inputs: [bad, bad + ".weight"], outputs: ["p"] },
        { name: bad, op: "Tanh" + bad, domain: bad, inputs: ["p"], outputs: ["out" + bad] }] }), name: bad };
    await (await profile(new URL("examples/resnet50.onnx", "ROOT"))).save("${folder}/resnet50.html");
    await (await profile(new URL("tests/data/zoo/gpt2_nano.dyn.onnx", "ROOT"))).save("${folder}/free.html");
    await (await profile(hostile)).save("${folder}/hostile.html");`);
  if (!ignore) browser = await startChromium(chromium.path);
});

Deno.test.afterAll(async () => {
  await browser?.close();
  await Deno.remove(folder, { recursive: true });
});

/** Opens a page and answers it with what it said and asked for. */
async function open(name: string, scheme: "light" | "dark" = "light"): Promise<{ page: Page; said: string[]; asked: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, colorScheme: scheme });
  const [said, asked]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`file://${folder}/${name}`);
  await page.waitForFunction(() => [...document.querySelectorAll(".chart")].every((chart) => chart.querySelector("svg") !== null));
  return { page, said, asked };
}

Deno.test("the page of ResNet-50 is less than 800 KB, refers to nothing outside, and its policy allows nothing", async () => {
  const source = await Deno.readTextFile(`${folder}/resnet50.html`);
  assert(source.length < 800_000, `${source.length} bytes`);
  const markup = source.replace(/<script[^]*?<\/script>|<!--[^]*?-->/g, "");
  assert(!/\s(?:src|href|srcset|action)\s*=|url\(|@import/.test(markup));
  assertMatch(source, /default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]+' 'unsafe-eval'/);
  assertStringIncludes(source, "Redistributions in binary form must reproduce the above copyright notice");
});

Deno.test({
  name: "as a file, in light and dark, it draws six charts and the graph, asks nobody and complains of nothing",
  ignore,
  async fn() {
    for (const scheme of ["light", "dark"] as const) {
      const { page, said, asked } = await open("resnet50.html", scheme);
      assertEquals([said, asked.length], [[], 1]);
      assertEquals(await page.locator(".chart svg").count(), 6);
      assertEquals(await page.locator(".graph svg").count(), 1);
      assertEquals(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      const [ink, paper] = await page.evaluate(
        () => [getComputedStyle(document.querySelector(".chart text")!).fill, getComputedStyle(document.body).color],
      );
      assertEquals(ink, paper, "text of charts follows the theme");
      await page.close();
    }
  },
});

Deno.test({
  name: "it is interactive: a mark tells what it is, the table of layers is searched, a slider moves a cost",
  ignore,
  async fn() {
    const { page, said } = await open("resnet50.html");
    await page.locator("#chart-costPerModule .mark-rect path").first().hover();
    assertStringIncludes(await page.locator("#tip").innerText(), "layer");
    await page.locator("#chart-costPerModule select").selectOption("memoryAccess");
    await page.waitForFunction(() =>
      document.querySelector("#chart-costPerModule svg")!.textContent!.includes("Memory access (bytes) per module")
    );
    await page.fill("#find", "layer4 conv3");
    assertMatch(await page.locator("#found").innerText(), /^\d+ of \d+$/);
    assertEquals(
      await page.locator("#layers tbody tr:visible").count(),
      0 + Number((await page.locator("#found").innerText()).split(" ")[0]),
    );
    const free = await open("free.html");
    const before = await free.page.locator("#chart-costAgainstSize").innerHTML();
    await free.page.locator("#chart-costAgainstSize input[type=range]").first().evaluate((input: HTMLInputElement) => {
      input.value = input.max;
      input.dispatchEvent(new Event("input"));
    });
    await free.page.waitForFunction((old) => document.querySelector("#chart-costAgainstSize")!.innerHTML !== old, before);
    assertEquals([said, free.said], [[], []]);
  },
});

Deno.test({
  name: "what a hostile model calls something is text everywhere",
  ignore,
  async fn() {
    const { page, said, asked } = await open("hostile.html");
    assertEquals([said, asked.length], [[], 1]);
    assertEquals(await page.evaluate(() => "harmed" in globalThis), false);
    assertEquals(await page.locator("img, iframe, object, link").count(), 0);
    assertEquals(await page.locator("script").count(), 3);
    assertStringIncludes(await page.locator("body").innerText(), "<script>globalThis.harmed=1</script>");
    for (const chart of await page.locator(".chart svg").all()) await chart.hover({ force: true });
    assertEquals(await page.evaluate(() => "harmed" in globalThis), false);
  },
});

Deno.test("where the packages that draw cannot be had, the page has no pictures and somebody is told why", async () => {
  const { page, told } = await jsonApart<{ page: string; told: string[] }>(
    `
    import { inferShapes } from "ROOTlib/analysis/infer_shapes.ts";
    import { measure } from "ROOTlib/analysis/measure.ts";
    import { interactivePage } from "ROOTlib/pictures/interactive_page.ts";
    import { model, value } from "ROOTtests/analysis/_models.ts";
    const facts = measure(inferShapes(model({ inputs: [value("x", [2])], outputs: ["y"], nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] })));
    const told = [];
    const page = await interactivePage(facts, (reason) => told.push(reason));
    console.log(JSON.stringify({ page, told }));`,
    "--no-npm",
  );
  assertEquals(told.length, 1);
  assertMatch(told[0]!, /^the page has no pictures, as they cannot be drawn: .*npm/);
  assertMatch(page, /^<!DOCTYPE html>/);
  assert(!page.includes("<script"));
});

Deno.test({
  name: "who does not see it is told what each picture shows: a label for every picture, a heading for every column and row",
  ignore,
  async fn() {
    const { page } = await open("resnet50.html");
    const labels = await page.locator("figure svg[aria-label], figure [role=graphics-document][aria-label]").evaluateAll((all) =>
      all.map((each) => each.getAttribute("aria-label"))
    );
    assert(labels.length >= 7 && labels.every((label) => label!.length > 10), String(labels));
    assertEquals(await page.locator("table:not(#tip)").count() > 3, true);
    assertEquals(await page.locator("th:not([scope])").count(), 0);
    assertEquals(await page.locator("table:not(#tip):not(:has(th[scope=col]))").count(), 0);
    assertEquals(await page.locator("figure:not(:has(details pre))").count(), 0, "each has its text");
    await page.close();
  },
});
