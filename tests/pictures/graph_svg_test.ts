import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { jsonApart } from "./_process.ts";

interface Drawn {
  readonly svg: string;
  readonly png: number;
  readonly bundle: Record<string, string>;
}

const BAD = `<img src=x onerror=alert(1)>"'&\\u001b[31m</svg><script>alert(1)</script>`;

const [resnet, hostile] = await jsonApart<Drawn[]>(`
  import { profile, Report } from "ROOTmod.ts";
  import { model, value } from "ROOTtests/analysis/_models.ts";
  const bad = ${JSON.stringify(BAD)} + "z".repeat(10000);
  const network = model({ inputs: [value(bad, [2])], outputs: ["out"], nodes: [
    { name: "/" + bad.replaceAll("/", "") + "/Relu", op: "Relu", inputs: [bad], outputs: ["p"] },
    { name: bad, op: "Tanh", inputs: ["p"], outputs: ["out"] } ] });
  const answers = [];
  for (const source of [new URL("examples/resnet50.onnx", "ROOT"), { ...network, name: bad }]) {
    const graph = (await profile(source)).graph();
    answers.push({ svg: await graph.toSvg(), png: (await graph.toPng()).length, bundle: await graph[Symbol.for("Jupyter.display")]() });
  }
  console.log(JSON.stringify(answers));`);

/** Reads XML strictly: every tag is closed, every attribute quoted, no other tags than these. */
function readXml(source: string): { readonly tags: ReadonlyMap<string, number>; readonly text: string } {
  const tags = new Map<string, number>();
  const open: string[] = [];
  let [at, text] = [0, ""];
  for (const match of source.matchAll(/<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<>]*")*)(\/?)>/g)) {
    const between = source.slice(at, match.index);
    assert(!/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(between), between);
    text += between;
    at = match.index + match[0].length;
    const [, closing, tag, , empty] = match;
    if (closing) assertEquals(open.pop(), tag);
    else {
      tags.set(tag!, (tags.get(tag!) ?? 0) + 1);
      if (!empty) open.push(tag!);
    }
  }
  assertEquals([open, source.slice(at).trim()], [[], ""]);
  return { tags, text };
}

Deno.test("ResNet-50's graph is well-formed and of a size that a notebook can show", () => {
  const { tags, text } = readXml(resnet!.svg);
  assertEquals([...tags.keys()].toSorted(), ["g", "path", "rect", "svg", "text", "title"]);
  assertStringIncludes(text, "3 × layer2.1 … layer2.3");
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(resnet!.svg)!.map(Number);
  assert(width! < 1600 && height! < 1900, `${width} × ${height}`);
  assert(!/NaN|undefined|Infinity/.test(resnet!.svg));
});

Deno.test("the bundle is a picture and its text, of less than 150 KB", () => {
  assertEquals(Object.keys(resnet!.bundle), ["image/png", "text/plain"]);
  assert(JSON.stringify(resnet!.bundle).length < 150_000, `${JSON.stringify(resnet!.bundle).length}`);
  assert(resnet!.png < 110_000, `${resnet!.png}`);
  assert(atob(resnet!.bundle["image/png"]!).startsWith("\x89PNG\r\n"));
});

Deno.test("a hostile model's names are text in the picture, and break no layout", () => {
  const { tags, text } = readXml(hostile!.svg);
  assertEquals([...tags.keys()].toSorted(), ["g", "path", "rect", "svg", "text", "title"]);
  assert(!/\p{C}/u.test(text.replaceAll("\n", "")) && text.length < 5000, `${text.length}`);
  assert(Number(/width="(\d+)"/.exec(hostile!.svg)![1]) < 1200);
});
