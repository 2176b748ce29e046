/**
 * Modules exported as local functions. The TorchScript exporter (`export_modules_as_functions`) calls a function by its class, `Conv2d` of the domain
 * `torch.nn.modules.conv`, and a call by a number; the first dynamo exporter packs class and path into the function's name,
 * `torch_nn_modules_conv_Conv2d_layer1_0_conv1_1`. In both, it is the parameters which a call is given that tell its path.
 *
 * @module
 */
import { isOwnName } from "../stored_tensors.ts";
import { isFolded } from "../typed_model.ts";
import { ancestorsOf, type Dialect, joinPath, parentOf, type Reading, type Subject } from "./dialect.ts";
import { commonPath } from "./place_by_data_flow.ts";

/** Modules exported as local functions. */
export const localFunctions: Dialect = {
  name: "functions",
  summary: "modules exported as local functions, `torch.nn.modules.conv.Conv2d` (torch.onnx.export with export_modules_as_functions)",
  pytorch: true,
  read,
};

/** A call of a module, with what is in it. */
interface ModuleCall {
  /** The call's name within its caller. */
  readonly name: string;
  /** The class and, where the function's name packs it, the path with underscores. */
  readonly words: Words;
  /** The nodes directly in it. */
  readonly nodes: number[];
  /** Owners of the parameters that these nodes use. */
  readonly direct: Set<string>;
  /** Owners of the parameters used in the calls in it. */
  readonly inner: Set<string>;
  readonly calls: Map<string, ModuleCall>;
}

interface Words {
  readonly type: string;
  readonly packed?: string;
}

function read({ typed, stored }: Subject): Reading | undefined {
  const main = newCall("", { type: "" });
  typed.nodes.forEach(({ node, calls }, index) => {
    const chain = [main];
    for (const { name, function: callee, domain } of calls) {
      if (!isModule(domain, callee)) break;
      const outer = chain.at(-1)!;
      if (!outer.calls.has(name)) outer.calls.set(name, newCall(name, wordsIn(callee)));
      chain.push(outer.calls.get(name)!);
    }
    const call = chain.at(-1)!;
    call.nodes.push(index);
    for (const input of node.inputs) {
      const tensor = stored.rootOf(input)?.name ?? "";
      if (!isOwnName(tensor)) continue;
      call.direct.add(parentOf(tensor));
      for (const outer of chain.slice(0, -1)) outer.inner.add(parentOf(tensor));
    }
  });
  if (main.calls.size === 0) return undefined;
  const runsItself = main.nodes.some((index) => !isFolded(typed, typed.nodes[index]!));
  return place(main, typed.nodes.length, runsItself);
}

function newCall(name: string, words: Words): ModuleCall {
  return { name, words, nodes: [], direct: new Set(), inner: new Set(), calls: new Map() };
}

/** Libraries of operators are functions too, but no modules. */
function isModule(domain: string, name: string): boolean {
  return !/^(ai\.onnx|com\.microsoft|pkg\.onnxscript|onnxscript|this)\b/.test(domain) && !/^_?aten[_:]/.test(name);
}

/** `Sequential.2` is a Sequential, `_MLPBlock_1` a `_MLPBlock`, `torch_nn_modules_conv_Conv2d_conv1_1` a Conv2d packed with its path. */
function wordsIn(name: string): Words {
  const packed = /^(?:[a-z\d]+_)+(_?[A-Z][A-Za-z\d]*)(?:_(\w+?))?_\d+$/.exec(name);
  if (packed !== null) return { type: packed[1]!, ...(packed[2] !== undefined && { packed: packed[2] }) };
  return { type: name.replace(/\.\d+$|_\d+$/, "") };
}

/** Gives each call its path. A single call that is all that runs in the main graph is the network itself. */
function place(main: ModuleCall, count: number, runsItself: boolean): Reading {
  const paths: (string | undefined)[] = Array.from({ length: count });
  const classes = new Map<string, string>();
  const visit = (call: ModuleCall, path: string) => {
    if (call.words.type !== "") classes.set(path, call.words.type);
    for (const index of call.nodes) paths[index] = path;
    for (const inner of call.calls.values()) {
      const found = pathOf(inner, path, classes);
      const known = classes.get(found);
      visit(inner, known === undefined || known === inner.words.type ? found : joinPath(path, partOf(inner.name)));
    }
  };
  const [only, ...others] = main.calls.values();
  visit(others.length > 0 || runsItself ? main : only!, "");
  return { paths, classes, called: new Set(["", ...classes.keys()]) };
}

/** The path of a call within the module at `outer`: as its parameters tell it, else as it is called. */
function pathOf(call: ModuleCall, outer: string, taken: ReadonlyMap<string, string>): string {
  const told = [...toldBy(call, outer), ...[...call.direct].filter((owner) => !taken.has(owner))];
  const path = told.find((each) => each !== outer && ancestorsOf(each).includes(outer));
  if (path !== undefined) return path;
  const packed = call.words.packed ?? call.name;
  const prefix = `${outer.replaceAll(".", "_")}_`;
  return joinPath(outer, partOf(packed.startsWith(prefix) ? packed.slice(prefix.length) : packed));
}

/** A call's own name as one part of a path. */
function partOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll(".", "_");
}

/** The path that parameters tell: of the module that owns them all, and above those of the calls in it. */
function toldBy(call: ModuleCall, outer: string): string[] {
  if (call.direct.size > 0) return [commonPath([...call.direct])!];
  const path = innermost(call);
  if (path === undefined) return [];
  const above = parentOf(path);
  const numbered = [...call.inner].every((owner) => /^\d+(\.|$)/.test(owner.slice(path === "" ? 0 : path.length + 1)));
  // A list is never called: the path is then that of the module which holds it.
  const holdsList = numbered && call.words.type !== "Sequential" && above !== outer && ancestorsOf(above).includes(outer);
  return [holdsList ? above : path];
}

/** The innermost module that holds all modules in a call; one of which only one part has parameters is still above that part. */
function innermost({ inner, calls }: ModuleCall): string | undefined {
  if (inner.size === 0) return undefined;
  let path = commonPath([...inner])!;
  for (const child of calls.values()) {
    const below = child.direct.size > 0 ? commonPath([...child.direct]) : innermost(child);
    if (below !== undefined && ancestorsOf(path).includes(below)) path = parentOf(below);
  }
  return path;
}
