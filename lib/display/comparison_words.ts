/**
 * What a comparison says in words: which models are one network, how its layers were aligned, by how much a number differs.
 *
 * @module
 */
import type { Totals } from "../analysis/profile.ts";
import type { Compared, ComparedLayer, ComparedRow, ComparisonView } from "./comparison_view.ts";
import { exactNumber, percent } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";

/** A longer name of a model is cut where it heads a column. */
const NAME_WIDTH = 28;
/** An element type that takes less than this part of the bytes says nothing of the precision: biases, a few norms. */
const TELLING_SHARE = 0.05;
/** More than this factor is told as one. */
const LARGE_FACTOR = 2;
/** Less than this part is not told in digits. */
const NOTHING_MUCH = 0.0001;

/** A model's name at the head of its column. */
export function modelTitle({ name }: Compared): string {
  return shortenMiddle(printable(name), NAME_WIDTH);
}

/** The element types that most bytes of parameters are stored in: `float32`, `uint4 and float32`. */
export function precisionWords({ parameterBytesByDtype, parameterBytes }: Totals): string {
  const types = Object.entries(parameterBytesByDtype).filter(([, bytes]) => bytes >= TELLING_SHARE * parameterBytes && bytes > 0);
  return listWords(types.sort(([, a], [, b]) => b - a).map(([dtype]) => dtype)) || "no parameters";
}

/** Which of the models are one network, a sentence a group. */
export function kinshipSentences({ models, groups }: ComparisonView): string[] {
  const together = groups.filter(({ members }) => members.length > 1).flatMap(({ members, kinship }) => {
    const group = members.map((index) => models[index]!);
    const precisions = group.map(({ profile }) =>
      precisionWords(profile.totals) + (profile.architecture?.quantized ? " with quantised activations" : "")
    );
    const names = listWords(group.map(modelTitle));
    const stored = new Set(precisions).size === 1 ? `, each stored as ${precisions[0]!}` : `, stored as ${listWords(precisions)}`;
    const fingerprint = group[0]!.profile.architecture?.structure ?? "";
    const same = kinship === "same"
      ? `${names} ${
        withFewerNorms(group).open.length > 0 ? "have the same layers" : "are one network"
      }${stored} (architecture ${fingerprint}).`
      : `${names} have weights of the same shapes${stored}, but in other operators: one network whose operators are merged or split, most likely.`;
    return [same, ...normSentences(group)];
  });
  const alone = groups.filter(({ members }) => members.length === 1).map(({ members }) => modelTitle(models[members[0]!]!));
  if (together.length === 0) return [`${listWords(alone)} are different networks.`];
  return alone.length === 0
    ? together
    : [...together, `${listWords(alone)} ${alone.length === 1 ? "is another network" : "are other networks"}.`];
}

/** Which models of a group run fewer normalisations than others: merged with the convolutions as their files tell, or nobody knows. */
function withFewerNorms(group: readonly Compared[]): { readonly most: number; readonly merged: Compared[]; readonly open: Compared[] } {
  const count = ({ profile }: Compared) => profile.architecture?.batchNorms ?? 0;
  const most = Math.max(...group.map(count));
  const fewer = group.filter((model) => count(model) < most);
  const isMerged = ({ profile }: Compared) => profile.architecture?.mergedNorms !== undefined;
  return { most, merged: fewer.filter(isMerged), open: fewer.filter((model) => !isMerged(model)) };
}

/** In which of a group's files an exporter has merged normalisations with the convolutions before them, or may have. */
function normSentences(group: readonly Compared[]): string[] {
  const { most, merged, open } = withFewerNorms(group);
  const [names, others] = [merged, open].map((models) => listWords(models.map(modelTitle)));
  const tell = open.length === 1 ? ["the file does not tell", "it is"] : ["the files do not tell", "they are"];
  return [
    ...(merged.length === 0 ? [] : [`In ${names} BatchNormalization is merged with the convolutions, so that there are fewer parameters.`]),
    ...(open.length === 0 ? [] : [
      `In ${others} BatchNormalization (${exactNumber(most)} elsewhere) is merged with the convolutions, or never was there: ` +
      `${tell[0]} which, and in the second case ${tell[1]} another network.`,
    ]),
  ];
}

/** How the layers were aligned. */
export function alignmentWords({ models, alignments }: ComparisonView): string {
  const ways = alignments.map(({ name, order }, index) => {
    const how = [...(name > 0 ? [`${exactNumber(name)} by path`] : []), ...(order > 0 ? [`${exactNumber(order)} by order and type`] : [])];
    return `${models.length === 2 ? "" : `${modelTitle(models[index + 1]!)}: `}${how.join(", ") || "none"}`;
  });
  return `layers put together ${ways.join("; ")}`;
}

/** How many layers are in which state: `41 the same, 20 changed`. */
export function stateWords(layers: readonly ComparedLayer[]): string {
  const words = { same: "the same", stored: "stored in other bytes only", changed: "changed", missing: "not in all" } as const;
  const count = (state: ComparedLayer["state"]) => layers.filter((layer) => layer.state === state).length;
  const states = Object.keys(words) as ComparedLayer["state"][];
  return states.filter((state) => count(state) > 0).map((state) => `${exactNumber(count(state))} ${words[state]}`).join(", ");
}

/** A value of a row: `4.09 G`; `≥ 4.09 G` where a part is not known, `?` where nothing is. */
export function valueText({ values, partly, short }: Pick<ComparedRow, "values" | "partly" | "short">, index: number): string {
  const value = values[index];
  if (value === undefined || (partly[index] && value === 0)) return "?";
  return partly[index] ? `≥ ${short(value)}` : short(value);
}

/** By how much a value differs from the first: `−50.0%`, `×3.9`, `=`, `≈`; empty where one is not known. */
export function differenceText({ values, partly }: Pick<ComparedRow, "values" | "partly">, index: number): string {
  const [first, value] = [values[0], values[index]];
  if (index === 0 || first === undefined || value === undefined || partly[0] || partly[index]) return "";
  if (value === first) return value === 0 ? "" : "=";
  if (first === 0) return "new";
  const factor = value / first;
  if (factor > LARGE_FACTOR) return `×${factor >= 99.5 ? exactNumber(Math.round(factor)) : factor.toPrecision(3)}`;
  const change = Math.abs(factor - 1);
  if (change < NOTHING_MUCH) return "≈";
  return `${factor > 1 ? "+" : "−"}${change < 0.001 ? `${Number((100 * change).toPrecision(1))}%` : percent(change)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words[0] ?? "" : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The free sizes of each model and where the numbers hold; empty where nothing is free. */
export function freeSizesWords({ models, views }: ComparisonView): string[] {
  const texts = views.map(({ standIns }) => shortenEnd(standIns.text, 120));
  if (texts.every((text) => text === "")) return [];
  if (new Set(texts).size === 1) return [`Numbers at ${texts[0]}.`];
  return [`Numbers of ${listWords(texts.flatMap((text, index) => text === "" ? [] : [`${modelTitle(models[index]!)} at ${text}`]))}.`];
}
