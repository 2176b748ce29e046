/**
 * Which module each node belongs to: each dialect in turn says what it knows.
 *
 * @module
 */
import type { StoredTensors } from "../stored_tensors.ts";
import type { TypedModel } from "../typed_model.ts";
import { ancestorsOf, type Dialect, parentOf, type Reading, type Subject, withinDepth } from "./dialect.ts";
import { DIALECTS } from "./mod.ts";
import { placeByDataFlow } from "./place_by_data_flow.ts";

/** Where the nodes of a model belong. */
export interface Placement {
  /** The path of each node's module, in order of execution; `""` is the network itself. */
  readonly paths: readonly string[];
  /** Classes that the file's words give, by path. */
  readonly classes: ReadonlyMap<string, string>;
  /** Modules that are seen to be called. */
  readonly called: ReadonlySet<string>;
  /** Modules of which one would see it if they were called. */
  readonly witnessed: ReadonlySet<string>;
  /** Modules that are a guess from repeated structure. */
  readonly guessed: ReadonlySet<string>;
  /** Indices of nodes that words of PyTorch's exporters have placed. */
  readonly spoken: readonly number[];
  /** How many nodes each dialect has placed. */
  readonly dialects: ReadonlyMap<string, number>;
}

/** Asks each dialect; a node goes where the first that knows it says, and one that none knows to its nearest common module. */
export function placeNodes(typed: TypedModel, stored: StoredTensors, dialects: readonly Dialect[] = DIALECTS): Placement {
  const subject: Subject = { typed, stored, owners: ownersOf(typed, stored) };
  const paths: (string | undefined)[] = typed.nodes.map(() => undefined);
  const counts = new Map<string, number>();
  const spoken: number[] = [];
  const readings: { dialect: Dialect; reading: Reading }[] = [];
  for (const dialect of dialects) {
    const reading = dialect.read(subject, paths);
    if (reading === undefined) continue;
    readings.push({ dialect, reading });
    reading.paths.forEach((path, index) => {
      if (path === undefined || paths[index] !== undefined) return;
      paths[index] = withinDepth(path);
      if (dialect.pytorch) spoken.push(index);
      counts.set(dialect.name, (counts.get(dialect.name) ?? 0) + 1);
    });
  }
  return {
    paths: placeByDataFlow(typed, paths).map(firstRegistered(typed)),
    classes: new Map(readings.toReversed().flatMap(({ reading }) => [...reading.classes ?? []])),
    called: new Set(readings.flatMap(({ reading }) => [...reading.called ?? []])),
    witnessed: new Set(readings.flatMap(({ reading }) => reading.called ? reading.paths.flatMap((path) => ancestorsOf(path ?? "")) : [])),
    guessed: guessedModules(readings),
    spoken: spoken.sort((a, b) => a - b),
    dialects: counts,
  };
}

/** Puts a path below a module that is registered twice below the first. */
function firstRegistered({ model }: TypedModel): (path: string) => string {
  const aliases = new Map(model.modules?.flatMap(({ path, aliasOf }) => aliasOf === undefined ? [] : [[path, aliasOf]]));
  if (aliases.size === 0) return (path) => path;
  return (path) => {
    const alias = ancestorsOf(path).find((each) => aliases.has(each));
    return alias === undefined ? path : aliases.get(alias)! + path.slice(alias.length);
  };
}

/** Every module that is declared or owns a stored tensor with a name of its own, and those around it. */
function ownersOf({ model }: TypedModel, stored: StoredTensors): Set<string> {
  const owners = new Set(model.modules?.map(({ path }) => path));
  for (const { name } of stored.all) for (const owner of ancestorsOf(withinDepth(parentOf(name)))) owners.add(owner);
  owners.delete("");
  return owners;
}

function guessedModules(readings: readonly { readonly dialect: Dialect; readonly reading: Reading }[]): Set<string> {
  const guessed = new Set<string>();
  for (const { dialect, reading } of readings) {
    if (!dialect.guessed) continue;
    for (const path of reading.paths) if (path) { for (const each of ancestorsOf(path)) guessed.add(each); }
  }
  guessed.delete("");
  return guessed;
}
