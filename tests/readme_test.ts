/** What the README shows must be there. Its examples are tests of their own. */
import { assert, assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);
const text = await Deno.readTextFile(new URL("README.md", root));

Deno.test("the README's links and pictures lead to files", async () => {
  const links = [...text.matchAll(/\]\(([^)#]+)\)|(?:src|srcset)="([^"]+)"/g)].map((match) => match[1] ?? match[2]!);
  const own = links.filter((link) => !link.includes("://"));
  assert(own.length > 10, `${own.length} links`);
  for (const link of own) await Deno.stat(new URL(link, root));
});

Deno.test("each of the README's pictures has less than 100 kB", async () => {
  for (const [, path] of text.matchAll(/(?:src|srcset)="([^"]+)"/g)) assert((await Deno.stat(new URL(path!, root))).size < 100_000, path);
});

Deno.test("the README and the notebooks import from one address", async () => {
  const { module } = JSON.parse(await Deno.readTextFile(new URL("notebooks/address.json", root)));
  assertEquals([...new Set(text.match(/https:[^"\s]*\/mod\.ts/g))], [module]);
});

Deno.test("the README has every notebook of the course", async () => {
  const notebooks = (await Array.fromAsync(Deno.readDir(new URL("notebooks/", root)))).filter(({ name }) => name.endsWith(".ipynb"));
  assertEquals(notebooks.filter(({ name }) => !text.includes(`(notebooks/${name})`)).map(({ name }) => name), []);
});

Deno.test("the README names tasks that there are", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const named = new Set([...text.matchAll(/(?:deno|deno@\S+) task ([a-z]+)/g)].map((match) => match[1]!));
  assert(named.size > 5);
  assertEquals([...named].filter((name) => !(name in tasks)), []);
});
