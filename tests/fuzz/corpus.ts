/** Real files to damage, and what damages each kind with sense. */
import { BYTE_DAMAGE, type Damage } from "./byte_damage.ts";
import { headerDamage, jsonDamage } from "./json_damage.ts";
import { wireDamage } from "./wire_damage.ts";

/** A file, and how it is damaged. */
export interface Original {
  /** Its name without folder. */
  readonly name: string;
  /** Its folder, in which what it refers to lies. */
  readonly folder: URL;
  /** What it holds. */
  readonly bytes: Uint8Array;
  /** What damages it: what keeps its outer form is as likely as all else. */
  readonly damage: readonly Damage[];
}

/** Larger files take long to damage and teach nothing more. */
const MAX_BYTES = 200_000;

/** Damage by the end of the name. */
const KINDS: readonly (readonly [end: string, damage: Damage | undefined])[] = [
  [".onnx", wireDamage],
  [".safetensors", headerDamage],
  [".index.json", jsonDamage],
  [".pth", undefined],
  [".pt", undefined],
  [".ckpt", undefined],
];

/** The files below the given folders that can be read as models. */
export async function readCorpus(folders: readonly URL[]): Promise<Original[]> {
  const found: Original[] = [];
  for (const folder of folders) {
    const entries = (await Array.fromAsync(Deno.readDir(folder))).sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { name, isDirectory } of entries) {
      if (isDirectory) found.push(...await readCorpus([new URL(`${encodeURIComponent(name)}/`, folder)]));
      const kind = KINDS.find(([end]) => name.endsWith(end));
      const at = new URL(encodeURIComponent(name), folder);
      if (isDirectory || kind === undefined || (await Deno.stat(at)).size > MAX_BYTES) continue;
      const [, own] = kind;
      const bytes = await Deno.readFile(at);
      found.push({
        name,
        folder,
        bytes,
        damage: own === undefined ? BYTE_DAMAGE : [...BYTE_DAMAGE, ...new Array<Damage>(BYTE_DAMAGE.length).fill(own)],
      });
    }
  }
  return found;
}
