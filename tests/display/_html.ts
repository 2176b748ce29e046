/** A strict reader of the HTML that the displays write: it knows every tag and style that is allowed, and throws at anything else. */

/** Tags and their attributes that every notebook front end keeps. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  br: [],
  caption: ["style"],
  code: ["style", "title"],
  details: ["open", "style"],
  div: ["style"],
  li: ["style"],
  p: ["style"],
  span: ["style", "title"],
  strong: ["style"],
  summary: ["style"],
  table: ["style"],
  tbody: ["style"],
  td: ["style"],
  tfoot: ["style"],
  th: ["scope", "style"],
  thead: ["style"],
  tr: ["style"],
  ul: ["style"],
};

/** Properties that JupyterLab keeps in untrusted notebooks, and that set no colour of text. */
const PROPERTIES = new Set([
  "background",
  "border-bottom",
  "border-collapse",
  "border-left",
  "border-top",
  "caption-side",
  "cursor",
  "display",
  "flex",
  "flex-wrap",
  "margin-left",
  "text-overflow",
  "float",
  "font-size",
  "font-weight",
  "height",
  "line-height",
  "list-style",
  "margin",
  "max-width",
  "min-width",
  "opacity",
  "overflow",
  "overflow-wrap",
  "padding",
  "padding-left",
  "table-layout",
  "text-align",
  "vertical-align",
  "white-space",
  "width",
]);

/** What was read. */
export interface ReadHtml {
  /** The text of each element that holds text, entities decoded. */
  readonly text: string;
  /** How many of each tag there are. */
  readonly tags: ReadonlyMap<string, number>;
}

/** Reads a piece of HTML; throws where it is not well-formed or not allowed. */
export function readHtml(source: string): ReadHtml {
  const open: string[] = [];
  const tags = new Map<string, number>();
  let text = "";
  let at = 0;
  for (const match of source.matchAll(/<(\/?)([a-z]+\d?)((?:\s+[a-z]+(?:="[^"<>]*")?)*)>/g)) {
    text += textOf(source.slice(at, match.index));
    at = match.index + match[0].length;
    const [, closing, tag, attributes] = match;
    if (!(tag! in ALLOWED)) throw new Error(`tag ${tag} is not allowed`);
    if (closing) {
      if (open.pop() !== tag) throw new Error(`</${tag}> closes nothing, at ${at}`);
      continue;
    }
    tags.set(tag!, (tags.get(tag!) ?? 0) + 1);
    checkAttributes(tag!, attributes!);
    if (tag !== "br") open.push(tag!);
  }
  text += textOf(source.slice(at));
  if (open.length > 0) throw new Error(`${open.join(", ")} are not closed`);
  return { text, tags };
}

function textOf(raw: string): string {
  if (/[<>"']/.test(raw)) throw new Error(`a mark in text: ${JSON.stringify(raw.slice(0, 80))}`);
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(raw)) throw new Error(`a bare ampersand in text: ${JSON.stringify(raw.slice(0, 80))}`);
  // deno-lint-ignore no-control-regex -- no control character but the line feeds of the layout may get through
  if (/[\x00-\x09\x0b-\x1f\x7f]/.test(raw)) throw new Error(`a control character in text: ${JSON.stringify(raw.slice(0, 80))}`);
  return raw.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
}

function checkAttributes(tag: string, attributes: string): void {
  for (const [, name, value = ""] of attributes.matchAll(/\s+([a-z]+)(?:="([^"]*)")?/g)) {
    if (!ALLOWED[tag]!.includes(name!)) throw new Error(`attribute ${name} of ${tag} is not allowed`);
    if (name === "style") checkStyle(value);
  }
}

function checkStyle(style: string): void {
  for (const declaration of style.split(";")) {
    const [property, value] = declaration.split(/:(.*)/s);
    if (!PROPERTIES.has(property!)) throw new Error(`style ${declaration} is not allowed`);
    if (/var\(|url\(|expression|hsl|currentColor|inherit/i.test(value!)) throw new Error(`value of style ${declaration} is not allowed`);
  }
}
