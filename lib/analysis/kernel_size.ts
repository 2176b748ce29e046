/**
 * The size of the window that a node slides over its input.
 *
 * @module
 */
import type { TypedNode } from "./typed_model.ts";

/** The window along each spatial axis, of a convolution's weights or a pooling's attribute; `undefined` for a node that slides none. */
export function kernelSize({ node, binding }: TypedNode): readonly number[] | undefined {
  const given = node.attributes.get("kernel_shape");
  const weights = /Conv/.test(node.op) ? binding?.inputs["W"] ?? binding?.inputs["w"] : undefined;
  const sizes: unknown = Array.isArray(given) ? given : weights?.hasShape ? weights.shape.slice(2) : undefined;
  return Array.isArray(sizes) && sizes.length > 0 && sizes.every((size) => typeof size === "number") ? sizes : undefined;
}
