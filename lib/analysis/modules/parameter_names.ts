/**
 * Where node names say nothing (`Conv_12`, or none at all), the names of the tensors that a node uses still do: `layer1.0.bn1.weight` is PyTorch's,
 * `fire2/expand1x1_w_0` Caffe2's, `conv2d_3.w_0` Paddle's, `dense_1/kernel:0` TensorFlow's.
 *
 * @module
 */
import { isOwnName, makesOwnTensor, type StoredTensors } from "../stored_tensors.ts";
import type { TypedNode } from "../typed_model.ts";
import { type Dialect, parentOf, type Reading, type Subject } from "./dialect.ts";
import { commonPath } from "./place_by_data_flow.ts";
import { placeWholeNorms } from "./whole_norms.ts";

/** Names of stored tensors. */
export const parameterNames: Dialect = {
  name: "parameters",
  summary: "names of the stored tensors that a node uses, `layer1.0.bn1.weight`",
  read,
};

function read({ typed, stored }: Subject): Reading | undefined {
  const paths = typed.nodes.map((node) => pathOf(node, stored));
  if (paths.every((path) => path === undefined)) return undefined;
  placeWholeNorms(typed.nodes, paths);
  return { paths };
}

/** The module whose tensors a node uses; of several, the one that holds them all. */
function pathOf(typedNode: TypedNode, stored: StoredTensors): string | undefined {
  const { node } = typedNode;
  if (makesOwnTensor(typedNode)) return parentOf(node.outputs[0]!);
  const owners = node.inputs.flatMap((input) => {
    const tensor = stored.rootOf(input);
    const owner = tensor === undefined || tensor.role === "constant" ? undefined : ownerIn(tensor.name);
    return owner === undefined ? [] : [owner];
  });
  return owners.length === 0 ? undefined : commonPath(owners) || undefined;
}

/** What other programs than PyTorch call the tensors of a layer, behind the layer's name. */
const TENSOR =
  /^(.+?)[_/]((w|b|s|rm|riv|mean|var|scale|bias)_\d+|W|B|R|kernel|bias|gamma|beta|moving_mean|moving_variance|depthwise_kernel|pointwise_kernel|filter|weights?|biases)$/;

/** The path of the module that a tensor's name speaks of; `undefined` where it speaks of none. */
function ownerIn(name: string): string | undefined {
  if (isOwnName(name)) return parentOf(name);
  const plain = name.replace(/:\d+$/, "").replace(/\/ReadVariableOp(_\d+)?$/, "");
  const owner = TENSOR.exec(plain)?.[1];
  return owner?.replace(/^gpu_\d+\//, "").split("/").filter((part) => part !== "").join(".");
}
