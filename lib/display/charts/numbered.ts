import { exactNumber } from "../number_text.ts";

/** Tells bars of one name apart, which would be drawn as one: the second is numbered. */
export function numbered(): (name: string) => string {
  const taken = new Map<string, number>();
  return (name) => {
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name} (${exactNumber(count)})`;
  };
}
