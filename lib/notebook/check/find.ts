/** The folder of notebooks in the repository. */
const FOLDER = "notebooks/";

/** The paths of all notebooks in the repository, in order; those in a folder of a language, such as `notebooks/zh/`, among them. */
export async function findNotebooks(root: URL, folder = FOLDER): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (name.startsWith(".")) continue;
    if (isDirectory) paths.push(...await findNotebooks(root, `${folder}${name}/`));
    else if (name.endsWith(".ipynb")) paths.push(folder + name);
  }
  return paths.sort();
}

/** The notebook that `path` is a translation of: the one of that name in the folder above; `undefined` for an original. */
export function originalOf(path: string): string | undefined {
  const [, name] = /^notebooks\/[^/]+\/([^/]+)$/.exec(path) ?? [];
  return name && FOLDER + name;
}
