/**
 * The parts that the HTML displays have in common: what it is of, free sizes, coverage, notes.
 *
 * @module
 */
import { type ClosedForm, closedForms, conditionWords, dataSizeWords, freeSizeNames } from "./closed_forms.ts";
import { conventionNotes, conventionWords } from "./convention_words.ts";
import { coverageGaps, coverageSentence } from "./coverage_words.ts";
import { cacheWords, passRows } from "./decoding_rows.ts";
import { networkName, originWords, tensorWords } from "./heading.ts";
import { FAINT, FOLD, FOLD_TITLE, PARAGRAPH } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup, NOTHING } from "./markup.ts";
import { bytesNumber, exactNumber, shortNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { dimsHint } from "./stand_ins.ts";

/** So many reasons and notes are shown. */
const MOST = 20;
/** Closed forms up to this length are all shown. */
const SHORT_EXPRESSION = 90;
/** An expression longer than this is cut; the whole of it is in the JSON. */
const LONGEST_EXPRESSION = 1200;

/** A name of at most `width` characters; where it is cut, more of it in the title. */
export function nameHtml(name: string, width: number): Html {
  const text = printable(name);
  const short = shortenMiddle(text, width);
  return short === text ? markup`<code>${text}</code>` : markup`<code title="${shortenMiddle(text, 300)}">${short}</code>`;
}

/** The name and origin, inputs and outputs. */
export function headingHtml({ profile }: ProfileView): Html {
  const name = shortenMiddle(printable(networkName(profile)), 80);
  const origin = shortenEnd(printable(originWords(profile).join(" · ")), 200);
  const counted = profile.countedBy === undefined
    ? NOTHING
    : markup`<br><span style="${FAINT}">${conventionWords(profile.countedBy)}</span>`;
  const [inputs, outputs] = [profile.inputs, profile.outputs].map((tensors) =>
    tensorWords(tensors).map((words, index) => markup`${index > 0 ? ", " : ""}<code>${shortenEnd(printable(words), 80)}</code>`)
  );
  const flow = profile.model.hasGraph === false ? NOTHING : markup`<p style="margin:0 0 6px 0">${inputs!} → ${outputs!}</p>\n`;
  return markup`<p style="margin:0 0 2px 0"><strong style="font-size:1.3em">${name}</strong> <span style="${FAINT}">${origin}</span>${counted}</p>\n${flow}`;
}

/** What is free, how to get numbers, and the closed forms; nothing where no size is free. */
export function freeSizesHtml(view: ProfileView): Html {
  const { standIns } = view;
  if (standIns.values.size === 0) return NOTHING;
  const hint = dimsHint(standIns);
  const how = hint === undefined ? NOTHING : markup`. For numbers: <code>${shortenEnd(hint, 240)}</code>`;
  const named = (title: string, words: readonly string[], end = NOTHING) =>
    words.length === 0
      ? NOTHING
      : markup`<p style="${PARAGRAPH}"><strong>${title}:</strong> ${
        words.map((word, index) => markup`${index > 0 ? ", " : ""}<code>${shortenEnd(word, 160)}</code>`)
      }${end}</p>
`;
  return markup`${named("Free sizes", freeSizeNames(view), how)}${named("Sizes that only the data tell", dataSizeWords(view))}${
    named("It runs only where", conditionWords(view))
  }${closedFormsHtml(view)}`;
}

/** The closed forms; where they are long, all but the first are folded, since the layers shall be seen without scrolling. */
function closedFormsHtml(view: ProfileView): Html {
  const [first, ...others] = closedForms(view);
  if (first === undefined) return NOTHING;
  const caption = markup`<strong>Closed forms</strong> <span style="${FAINT}">and their values at ${
    shortenEnd(view.standIns.text, 200)
  }</span>`;
  if ([first, ...others].every(({ expression }) => expression.length <= SHORT_EXPRESSION)) {
    return closedFormTable([first, ...others], caption);
  }
  return markup`${closedFormTable([first], caption)}<details style="${FOLD}"><summary style="${FOLD_TITLE}">${
    others.map(({ name }) => name).join(", ")
  }</summary>
${closedFormTable(others)}</details>
`;
}

function closedFormTable(forms: readonly ClosedForm[], caption?: Html): Html {
  return htmlTable({
    ...(caption !== undefined && { caption }),
    columns: [
      { title: "cost", align: "left" },
      { title: "closed form", align: "left", wrap: true },
      { title: "value", align: "right" },
    ],
    rows: forms.map(({ name, relation, expression, example }) => [
      `${name} ${relation}`,
      markup`<code>${shortenEnd(expression, LONGEST_EXPRESSION)}</code>`,
      name.endsWith("Bytes") ? bytesNumber(example) : shortNumber(example),
    ]),
  });
}

/** What it costs to write text; nothing for a model without a cache. */
export function decodingHtml(view: ProfileView): Html {
  const { decoding } = view.profile;
  if (decoding === undefined) return NOTHING;
  return htmlTable({
    caption: markup`<strong>Writing text</strong> <span style="${FAINT}">(${cacheWords(decoding)})</span>`,
    columns: [
      { title: "pass", align: "left", wrap: true },
      { title: "cost", align: "left" },
      { title: "closed form", align: "left", wrap: true },
      { title: "value", align: "right" },
    ],
    rows: passRows(view, decoding).flatMap(({ title, forms }) =>
      forms.map(({ name, expression, example }, index) => [
        index === 0 ? title : "",
        name,
        markup`<code>${shortenEnd(expression, LONGEST_EXPRESSION)}</code>`,
        example,
      ])
    ),
  });
}

/** How well the nodes are known, and why not. */
export function coverageHtml({ profile: { coverage, model } }: ProfileView): Html {
  if (model.hasGraph === false) return NOTHING; // a note says it
  const sentence = coverageSentence(coverage);
  const gaps = coverageGaps(coverage);
  if (gaps.length === 0) return markup`<p style="${PARAGRAPH}">${sentence}</p>\n`;
  const table = htmlTable({
    columns: [
      { title: "operator", align: "left" },
      { title: "nodes", align: "right" },
      { title: "why it is not exact", align: "left", wrap: true },
      { title: "the first", align: "left" },
    ],
    rows: gaps.slice(0, MOST).map(({ op, reason, nodes }) => [
      shortenMiddle(printable(op), 60),
      exactNumber(nodes.length),
      shortenEnd(printable(reason), 400),
      nameHtml(nodes[0] ?? "", 48),
    ]),
    ...(gaps.length > MOST && { last: [`… ${gaps.length - MOST} more`, "", "", ""] }),
  });
  return markup`<details open style="${FOLD}"><summary style="${FOLD_TITLE}"><strong>${sentence}</strong></summary>
${table}</details>
`;
}

/** What a reader of the numbers should know. */
export function notesHtml({ profile }: ProfileView): Html {
  const notes = [...conventionNotes(profile), ...profile.notes.map(({ text }) => text)];
  if (notes.length === 0) return NOTHING;
  const texts = notes.slice(0, MOST).map((text) => shortenEnd(printable(text), 400));
  if (notes.length > MOST) texts.push(`… ${notes.length - MOST} more notes`);
  return markup`<ul style="margin:6px 0;padding-left:20px">
${texts.map((text) => markup`<li>${text}</li>\n`)}</ul>
`;
}
