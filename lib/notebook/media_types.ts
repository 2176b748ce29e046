/** Media types by the ending of a file's name. Deno refuses a module whose type is not a script's; Python's server does not know `.ts`. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  gif: "image/gif",
  gz: "application/gzip",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  ipynb: "application/x-ipynb+json",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  jsx: "text/jsx; charset=utf-8",
  map: "application/json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  mts: "application/typescript; charset=utf-8",
  onnx: "application/octet-stream",
  png: "image/png",
  svg: "image/svg+xml",
  ts: "application/typescript; charset=utf-8",
  tsx: "text/tsx; charset=utf-8",
  ttf: "font/ttf",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  woff2: "font/woff2",
};

/** The media type of a file, by its name; bytes without a meaning where the ending is not known. */
export function mediaTypeOf(path: string): string {
  const ending = /\.([^.\/\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending]! : "application/octet-stream";
}
