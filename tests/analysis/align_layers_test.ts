import { assertEquals } from "@std/assert";
import { type Alignable, alignLayers } from "../../lib/analysis/align_layers.ts";

const layers = (text: string): Alignable[] =>
  text.split(" ").filter((word) => word !== "").map((word) => {
    const [name = "", type = "", trait = ""] = word.split(":");
    return { name, type, trait };
  });

/** The alignment in words: `a=b`, `a|` and `|b`. */
function aligned(a: string, b: string): string {
  const [left, right] = [layers(a), layers(b)];
  return alignLayers(left, right).pairs.map((pair) => {
    const names = [pair.a === undefined ? "" : left[pair.a]!.name, pair.b === undefined ? "" : right[pair.b]!.name];
    return names.includes("") ? names.join("|") : names.join("=");
  }).join(" ");
}

Deno.test("layers of one path belong together, wherever they stand", () => {
  assertEquals(aligned("stem:Conv a:Conv b:Conv", "stem:Conv b:Conv a:Conv"), "stem=stem a=a b=b");
  assertEquals(
    aligned("stem:Conv act:ReLU fc:Linear", "stem:Conv act:GELU fc:Linear"),
    "stem=stem act=act fc=fc",
    "a changed type is told",
  );
});

Deno.test("what one version alone has stands where it is there", () => {
  assertEquals(aligned("a:Conv b:BN c:ReLU", "a:Conv c:ReLU"), "a=a b| c=c");
  assertEquals(aligned("a:Conv c:ReLU", "x:Pool a:Conv b:BN c:ReLU"), "|x a=a |b c=c");
});

Deno.test("other names are aligned by order and type", () => {
  assertEquals(aligned("a1:Conv a2:ReLU a3:Linear", "b1:Conv b2:ReLU b3:Linear"), "a1=b1 a2=b2 a3=b3");
  assertEquals(aligned("a1:Conv a2:BN a3:ReLU a4:Linear", "b1:Conv b3:ReLU b4:Linear"), "a1=b1 a2| a3=b3 a4=b4");
  // the shapes decide which of three convolutions is missing
  assertEquals(aligned("a1:Conv:64 a2:Conv:128 a3:Conv:256", "b1:Conv:64 b3:Conv:256"), "a1=b1 a2| a3=b3");
});

Deno.test("a few names that are the same by chance decide nothing", () => {
  assertEquals(aligned("n1:Conv:1 n2:Relu:1 n3:Conv:2 n4:Gemm:9", "m1:Relu:1 m2:Conv:2 n1:Gemm:9"), "n1| n2=m1 n3=m2 n4=n1");
});

Deno.test("every layer is told once, and long lists take no time", () => {
  const long = Array.from(
    { length: 20_000 },
    (_, index): Alignable => ({ name: `n${index}`, type: ["Conv", "Relu"][index % 2]!, trait: `${index % 7}` }),
  );
  const other = long.slice(0, 9_000).concat(long.slice(9_100)).map((layer) => ({ ...layer, name: `m${layer.name}` }));
  const start = performance.now();
  const { pairs } = alignLayers(long, other);
  assertEquals(performance.now() - start < 1000, true);
  assertEquals(pairs.filter(({ a }) => a !== undefined).length, 20_000);
  assertEquals(pairs.filter(({ b }) => b !== undefined).length, 19_900);
  assertEquals(alignLayers([], []).pairs, []);
});
