/** A small repository with notebooks, in a folder of its own. */
import { pathToFileURL } from "node:url";
import { formatNotebook } from "../../../lib/notebook/mod.ts";
import { notebookOf } from "../_notebooks.ts";

/** The address that its notebooks import. */
export const ADDRESS = "https://raw.githubusercontent.com/somebody/flopbook/v1.0.0/mod.ts";
/** The first cell of its notebooks. */
export const IMPORT = `import { answer, where } from "${ADDRESS}";`;
/** Its module, which tells where it is from. */
const MODULE = `export { answer } from "./lib/answer.ts";\nexport const where: string = import.meta.url;\n`;

/** Makes the repository, with notebooks of these cells, and removes it after use. */
export async function withCourse(notebooks: Record<string, string[]>, use: (root: URL, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const path of ["lib", "notebooks/zh"]) await Deno.mkdir(`${folder}/${path}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/mod.ts`, MODULE);
    await Deno.writeTextFile(`${folder}/lib/answer.ts`, "export const answer: number = 42;\n");
    await Deno.writeTextFile(`${folder}/data.txt`, "beside the module");
    await Deno.writeTextFile(`${folder}/README.md`, `Import it from ${ADDRESS}.\n`);
    await Deno.writeTextFile(`${folder}/notebooks/address.json`, JSON.stringify({ module: ADDRESS }));
    for (const [name, cells] of Object.entries(notebooks)) {
      await Deno.writeTextFile(`${folder}/notebooks/${name}.ipynb`, formatNotebook(notebookOf(...cells)));
    }
    await use(pathToFileURL(`${folder}/`), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
