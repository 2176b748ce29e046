/**
 * TensorFlow names an operation by the name scopes around it, of which Keras opens one for each layer: `model/conv1/Conv2D`. Exporters keep these
 * names and add their own ends (`BiasAdd__93`). A kernel that several operations were fused into carries the names of all of them.
 *
 * @module
 */
import { isFolded } from "../typed_model.ts";
import { ancestorsOf, areRooted, type Dialect, type Reading, type Subject, wordsOf } from "./dialect.ts";

/** Scopes of TensorFlow and Keras. */
export const tensorflowScopes: Dialect = {
  name: "tensorflow",
  summary: "node names by TensorFlow's scopes, `model/conv1/Conv2D` (tf2onnx, keras2onnx)",
  read,
};

/** Scopes that a function of TensorFlow opens for the operations that it consists of: they are no layers. */
const OF_FUNCTIONS =
  /^(Tensordot|batchnorm|moments|einsum|BroadcastTo|strided_slice|Conv[123]D|depthwise|separable_conv2d|BiasAdd|MatMul|FusedBatchNorm(V\d)?|ReadVariableOp)(_\d+)?$/;

/** A scope in which nothing runs at inference, since it only makes shapes, is no layer. */
function read({ typed }: Subject): Reading | undefined {
  const names = typed.nodes.map((node) => wordsOf(node).name);
  if (areRooted(names) || !names.some((name) => name.includes("/"))) return undefined;
  const paths = names.map(pathOf);
  const running = new Set(
    paths.flatMap((path, index) => path === undefined || isFolded(typed, typed.nodes[index]!) ? [] : ancestorsOf(path)),
  );
  return { paths: paths.map((path) => path && ancestorsOf(path).findLast((each) => running.has(each))) };
}

/** The path of the layer that an operation belongs to; `undefined` for a name without scopes. */
function pathOf(name: string): string | undefined {
  const parts = firstOfFused(name).split("/").filter((part) => part !== "");
  if (parts.length < 2) return undefined;
  const scopes = parts.slice(0, -1).filter((part) => !/^(Stateful)?PartitionedCall(_\d+)?$/.test(part));
  while (scopes.length > 1 && OF_FUNCTIONS.test(scopes.at(-1)!)) scopes.pop();
  return scopes.map((scope) => scope.replace(/^(\w+::)+/, "")).join(".");
}

/** Of several names joined by `;`, or by `_` before the outermost scope's next mention, the first: that of the operation which is done last. */
function firstOfFused(name: string): string {
  const [first] = name.split(";") as [string];
  const next = first.indexOf(`_${first.slice(0, first.indexOf("/"))}/`);
  return next < 0 ? first : first.slice(0, next);
}
