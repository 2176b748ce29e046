/**
 * Closed forms under their names, where the digits beside them hold for the stand-ins of free sizes.
 *
 * @module
 */
import { FOLD, FOLD_TITLE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup, NOTHING } from "./markup.ts";
import { shortenEnd } from "./printable_text.ts";

/** A longer one is cut; the whole of it is in the JSON. */
const LONGEST = 1200;
/** In plain text. */
const LONGEST_LINE = 440;

/** What a form is of. */
export interface NamedForm {
  /** A name or title. */
  readonly name: string;
  /** The closed form; missing where the digits are all. */
  readonly closedForm?: string;
}

/** The forms as lines. */
export function formLines(forms: readonly NamedForm[]): string[] {
  const free = forms.filter(({ closedForm }) => closedForm !== undefined);
  return free.length === 0
    ? []
    : ["Closed forms:", ...free.map(({ name, closedForm = "" }) => shortenEnd(`  ${name} = ${closedForm}`, LONGEST_LINE))];
}

/** The forms as a table, folded. */
export function formsHtml(forms: readonly NamedForm[]): Html {
  const free = forms.filter(({ closedForm }) => closedForm !== undefined);
  if (free.length === 0) return NOTHING;
  return foldedHtml(
    "Closed forms",
    htmlTable({
      columns: [{ title: "number", align: "left" }, { title: "closed form", align: "left", wrap: true }],
      rows: free.map(({ name, closedForm = "" }) => [name, markup`<code>${shortenEnd(closedForm, LONGEST)}</code>`]),
    }),
  );
}

/** What is shown when somebody unfolds the title. */
export function foldedHtml(title: string, content: Html): Html {
  return markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">${title}</summary>
${content}</details>
`;
}
