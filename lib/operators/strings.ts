/** Operators on texts. Work on texts is no arithmetic: they are moved. */
import type { Element } from "../model/tensor.ts";
import { broadcast } from "./_broadcast.ts";
import { stretched } from "./_elements.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";

/** Known elements, every one of them a text. */
function textsOf({ elements }: Operand): readonly string[] | undefined {
  return elements?.every((element) => typeof element === "string") ? elements : undefined;
}

const stringConcat = defineOperator({
  name: "StringConcat",
  summary: "Each text of X with that of Y behind it.",
  inputs: ["X", "Y"],
  outputs: ["Z"],
  attributes: {},
  shape: ({ X, Y }) => [tensorType("string", broadcast([X.shape, Y.shape]))],
  value({ X, Y }, _, [Z]) {
    const [left, right] = [stretched(X, X.shape, Z!.shape), stretched(Y, Y.shape, Z!.shape)];
    return [left.map((text, index) => {
      const other = right[index];
      return typeof text === "string" && typeof other === "string" ? text + other : undefined;
    })];
  },
  work: () => ({ free: "movement" }),
});

interface Cleaning {
  readonly case_change_action: string;
  readonly is_case_sensitive: number;
  readonly stopwords: readonly string[] | undefined;
}

/** The texts that are no stop words, in the wanted case; one empty text where none is left. */
function cleaned(texts: readonly string[], { case_change_action, is_case_sensitive, stopwords = [] }: Cleaning): readonly string[] {
  const fold = (text: string) => is_case_sensitive ? text : text.toLowerCase();
  const stops = new Set(stopwords.map(fold));
  const kept = texts.filter((text) => !stops.has(fold(text)));
  if (kept.length === 0) return [""];
  if (case_change_action === "LOWER") return kept.map((text) => text.toLowerCase());
  return case_change_action === "UPPER" ? kept.map((text) => text.toUpperCase()) : kept;
}

const stringNormalizer = defineOperator({
  name: "StringNormalizer",
  summary: "The texts without stop words, in lower or upper case.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { case_change_action: "NONE", is_case_sensitive: 0, locale: optional.string, stopwords: optional.strings },
  shape({ X }, attributes, site) {
    if (X.rank > 2 || (X.rank === 2 && typeof X.shape[0] === "number" && X.shape[0] !== 1)) {
      throw new Contradiction(`X must have shape [C] or [1, C]: current shape is [${X.shape.join(", ")}]`);
    }
    const texts = textsOf(X);
    const stops = attributes.stopwords?.length ?? 0;
    const known = texts !== undefined
      ? cleaned(texts, attributes).length
      : stops === 0 && X.shape.at(-1) !== 0
      ? X.shape.at(-1)
      : undefined;
    const count = known ?? site.fresh("count", { min: 1, max: X.size === 0 ? 1 : X.size });
    return [tensorType("string", X.rank === 1 ? [count] : [1, count])];
  },
  value({ X }, attributes) {
    const texts = textsOf(X);
    if (texts === undefined) throw new Unknown("the value of X is not wholly known");
    return [cleaned(texts, attributes)];
  },
  work: () => ({ free: "movement" }),
});

/** The pieces of a text as the standard cuts it: at white space where no delimiter is given; what is behind the last cut stays whole. */
function cutText(text: string, delimiter: string | undefined, limit: number): readonly string[] {
  const byWhiteSpace = delimiter === undefined || delimiter === "";
  let rest = byWhiteSpace ? text.trim() : text;
  if (byWhiteSpace && rest === "") return [];
  const pieces: string[] = [];
  while (pieces.length < limit) {
    const found = byWhiteSpace ? /\s+/.exec(rest) : undefined;
    const at = byWhiteSpace ? found?.index ?? -1 : rest.indexOf(delimiter);
    if (at < 0) break;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at + (found?.[0] ?? delimiter!).length);
  }
  return [...pieces, rest];
}

const stringSplit = defineOperator({
  name: "StringSplit",
  summary: "Each text cut at a delimiter, and how many pieces that gives.",
  inputs: ["X"],
  outputs: ["Y", "Z"],
  attributes: { delimiter: optional.string, maxsplit: optional.int },
  shape({ X }, { delimiter, maxsplit }, site) {
    const lengths = textsOf(X)?.map((text) => cutText(text, delimiter, maxsplit ?? Infinity).length);
    const range = maxsplit === undefined ? { min: 0 } : { min: 0, max: maxsplit + 1 };
    const most = lengths === undefined ? (X.size === 0 ? 0 : site.fresh("pieces", range)) : Math.max(0, ...lengths);
    return [tensorType("string", [...X.shape, most]), tensorType("int64", X.shape)];
  },
  value({ X }, { delimiter, maxsplit }, [Y]) {
    const most = Y!.shape.at(-1) as number;
    const pieces = textsOf(X)?.map((text) => cutText(text, delimiter, maxsplit ?? Infinity));
    if (pieces === undefined) throw new Unknown("the value of X is not wholly known");
    return [
      pieces.flatMap((list): Element[] => Array.from({ length: most }, (_, index) => list[index] ?? "")),
      pieces.map((list) => list.length),
    ];
  },
  work: () => ({ free: "movement" }),
});

const regexFullMatch = defineOperator({
  name: "RegexFullMatch",
  summary: "Whether a pattern matches the whole of each text.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { pattern: optional.string },
  shape: ({ X }) => [tensorType("bool", X.shape)],
  work: () => ({ free: "movement" }),
});

/** The operators on texts. */
export const stringOperators: readonly Operator[] = [stringConcat, stringNormalizer, stringSplit, regexFullMatch];
