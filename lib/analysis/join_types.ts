import type { Dim } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { lengthOf, type ValueType } from "../model/types.ts";

/** What two types have in common. A size that differs becomes what `differing` makes of it. */
export function joinTypes(
  a: ValueType | undefined,
  b: ValueType | undefined,
  differing: (axis: number, sizes: readonly Dim[]) => Dim,
): ValueType | undefined {
  if (a === undefined || b === undefined || a.kind !== b.kind) return undefined;
  if (a.kind === "tensor" && b.kind === "tensor") {
    const dtype = a.dtype === b.dtype ? a.dtype : undefined;
    const [left, right] = [a.shape, b.shape];
    const shape = left?.length === right?.length
      ? left?.map((dim, axis) => dim === right![axis] ? dim : differing(axis, [dim, right![axis]!]))
      : undefined;
    return { kind: "tensor", ...(dtype && { dtype }), ...(shape && { shape }) };
  }
  if (a.kind === "map" || b.kind === "map") return undefined;
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b) ? a : withoutItems(isEmpty(a) ? b : a);
  const element = joinTypes((a as { element?: ValueType }).element, (b as { element?: ValueType }).element, differing);
  const length = a.kind === "sequence" && b.kind === "sequence" && lengthOf(a) === lengthOf(b) ? lengthOf(a) : undefined;
  return { kind: a.kind as "sequence" | "optional", ...(element && { element }), ...(length !== undefined && { length }) };
}

/** A sequence that is known to hold nothing: what others of its kind hold says all. */
export function isEmpty(type: ValueType): boolean {
  return type.kind === "sequence" && type.items?.length === 0;
}

/** A sequence of as many elements as one likes. */
function withoutItems(type: ValueType): ValueType {
  return type.kind === "sequence" ? { kind: "sequence", ...(type.element && { element: type.element }) } : type;
}

/** The elements that two values have in common. */
export function joinElements(a: readonly Element[] | undefined, b: readonly Element[] | undefined): readonly Element[] | undefined {
  if (a === undefined || b === undefined || a.length !== b.length) return undefined;
  return a.map((element, index) => element === b[index] ? element : undefined);
}

/** True for types that are the same in every size. */
export function sameType(a: ValueType | undefined, b: ValueType | undefined): boolean {
  if (a === undefined || b === undefined || a.kind !== b.kind) return a === b;
  if (a.kind === "tensor" && b.kind === "tensor") {
    return a.dtype === b.dtype && a.shape?.length === b.shape?.length &&
      (a.shape === undefined || a.shape.every((dim, axis) => dim === b.shape![axis]));
  }
  if (a.kind === "map") return true;
  if (isEmpty(a) !== isEmpty(b)) return false;
  return sameType((a as { element?: ValueType }).element, (b as { element?: ValueType }).element);
}
