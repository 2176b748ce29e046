/**
 * PyTorch's newer exporter writes the stack of modules around each node into the node's metadata, their paths
 * (`pkg.torch.onnx.name_scopes`: `['', 'layer1', 'layer1.0', 'conv2d']`) and their classes (`pkg.torch.onnx.class_hierarchy`), outermost first; the
 * last entry of both is the node's own. `namespace` says the same in one text: `: ResNet/layer1: torch.nn.modules.container.Sequential/conv2d: aten.conv2d`.
 *
 * @see torch/onnx/_internal/exporter/_core.py (`_get_node_namespace`), PyTorch 2.6
 * @module
 */
import { type Dialect, type Reading, type Subject, wordsOf } from "./dialect.ts";

/** Node metadata of the dynamo exporter. */
export const dynamoMetadata: Dialect = {
  name: "dynamo",
  summary: "node metadata `pkg.torch.onnx.name_scopes` and `class_hierarchy` (torch.onnx.export with dynamo)",
  pytorch: true,
  read,
};

interface Frame {
  readonly path: string;
  readonly type: string;
}

function read({ typed, owners }: Subject): Reading | undefined {
  const stacks = typed.nodes.map((node) => stackOf(wordsOf(node).metadata));
  if (stacks.every((stack) => stack === undefined)) return undefined;
  const classes = new Map<string, string>();
  const called = new Set<string>();
  for (const { path, type } of stacks.flatMap((stack) => stack ?? [])) {
    called.add(path);
    if (type !== "" && !classes.has(path)) classes.set(path, type);
  }
  const lost = called.size <= 1 && owners.size > 0; // the bodies of torch.cond come without their stacks
  return { paths: stacks.map((stack) => lost ? undefined : stack && (stack.at(-1)?.path ?? "")), classes, ...(!lost && { called }) };
}

/** The modules around a node, outermost first; `undefined` where the node has no word of them. */
function stackOf(metadata: ReadonlyMap<string, string>): Frame[] | undefined {
  const scopes = metadata.get("pkg.torch.onnx.name_scopes");
  if (scopes !== undefined) {
    const paths = readList(scopes);
    const types = readList(metadata.get("pkg.torch.onnx.class_hierarchy") ?? "");
    return paths.slice(0, -1).map((path, depth) => ({ path: pathOf(path), type: classOf(types[depth] ?? "") }));
  }
  const namespace = metadata.get("namespace");
  if (namespace === undefined || !namespace.includes(": ")) return undefined;
  return namespace.split("/").slice(0, -1).map((frame) => {
    const colon = frame.indexOf(": ");
    return { path: pathOf(frame.slice(0, Math.max(0, colon))), type: classOf(frame.slice(colon + 2)) };
  });
}

/** The texts of a list as Python or JSON prints it. */
function readList(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(([, single, double]) =>
    (single ?? double!).replace(/\\(.)/g, "$1")
  );
}

/** `L['self'].h[1]` is `h.1` as a program sees it, and `h.1@2` its third call. */
function pathOf(name: string): string {
  return name.replace(/^L\['self'\]\.?/, "").replace(/\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/g, (_, a, b, c) => `.${a ?? b ?? c}`).replace(
    /@\d+/g,
    "",
  )
    .replace(/^\./, "");
}

/** The class's own name: `torch.nn.modules.conv.Conv2d` is a `Conv2d`. */
function classOf(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}
