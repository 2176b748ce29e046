/**
 * HTML that cannot be broken by what is put into it.
 *
 * @module
 */
import { printable } from "./printable_text.ts";

/** A piece of HTML. Only {@linkcode markup} makes one, so whatever else is put into a template is text. */
export class Html {
  readonly #source: string;

  /** For {@linkcode markup} alone: the source is taken as it is. */
  constructor(source: string) {
    this.#source = source;
  }

  /** The HTML's source. */
  toString(): string {
    return this.#source;
  }
}

/** What may be put into a template: HTML as it is, text and numbers escaped. */
export type HtmlValue = Html | string | number | readonly Html[];

/** No HTML at all. */
export const NOTHING: Html = new Html("");

/**
 * A template of HTML: every value that is not itself HTML is escaped, in attributes too (which must be quoted). It is not called `html`, since then
 * `deno fmt` would lay out what stands in it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const name = `"><script>`;
 * assertEquals(String(markup`<td title="${name}">${3}</td>`), `<td title="&quot;&gt;&lt;script&gt;">3</td>`);
 * ```
 */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let source = strings[0]!;
  values.forEach((value, index) => source += sourceOf(value) + strings[index + 1]!);
  return new Html(source);
}

function sourceOf(value: HtmlValue): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === "object") return value.join("");
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it: no character is markup, and none is invisible. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
