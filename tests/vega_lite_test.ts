import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError, vegaLite } from "../mod.ts";

const spec = {
  title: "Two bars",
  data: { values: [{ name: "a", value: 1 }, { name: "b", value: 3 }] },
  mark: "bar",
  encoding: { x: { field: "value", type: "quantitative" }, y: { field: "name", type: "nominal" } },
};

Deno.test("vegaLite() shows a specification as a chart, a picture and words", async () => {
  const chart = vegaLite(spec) as unknown as Record<symbol, () => Promise<Record<string, unknown>>>;
  const forms = await chart[Symbol.for("Jupyter.display")]!();
  assertEquals(Object.keys(forms).sort(), ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]);
  assertEquals(forms["application/vnd.vegalite.v5+json"], {
    ...spec,
    description: "Two bars",
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  });
  assertEquals(forms["text/plain"], "Two bars");
  assert(String(forms["image/png"]).startsWith("iVBORw0KGgo")); // PNG's signature in base64
});

Deno.test("vegaLite() takes words of one's own, and those of a long title", () => {
  assertEquals(String(vegaLite(spec, "b is three times a")), "b is three times a");
  assertEquals(String(vegaLite({ ...spec, title: { text: "Bars" } })), "Bars");
  assertEquals(String(vegaLite({ mark: "bar" })), "A chart");
});

Deno.test("vegaLite() refuses what notebooks cannot show", () => {
  assertThrows(() => vegaLite({ ...spec, $schema: "https://vega.github.io/schema/vega-lite/v6.json" }), ArgumentError, "$schema must be");
  assertThrows(() => vegaLite(null as never), ArgumentError, "must be an object");
  assertThrows(() => vegaLite([] as never), ArgumentError, "must be an object");
});
