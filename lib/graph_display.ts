/**
 * A picture of the flow of data in a network.
 *
 * @module
 */
import { type GraphOptions, type ModuleGraph, moduleGraph } from "./analysis/graph/module_graph.ts";
import type { Profile } from "./analysis/profile.ts";
import { graphText } from "./display/graph/graph_text.ts";
import { sketchGraph } from "./display/graph/sketch_graph.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { graphPng } from "./pictures/graph_png.ts";
import { graphSvg } from "./pictures/graph_svg.ts";
import { base64Of, Shown } from "./shown.ts";

/**
 * The network, or a module of it, as boxes and what flows between them.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const graph = (await profile("examples/resnet50.onnx")).graph({ module: "layer1", depth: 1 });
 * assertStringIncludes(String(graph), "layer1.0");
 * ```
 */
export class GraphDisplay extends Shown {
  /** The boxes and edges. */
  readonly graph: ModuleGraph;

  /**
   * Finds the boxes and edges.
   *
   * @throws {RangeError} If there is no module of that name, or nothing in it runs.
   */
  constructor(facts: Profile, options: GraphOptions = {}) {
    super(facts);
    this.graph = moduleGraph(facts, options);
  }

  /**
   * The graph as an SVG picture. The package that lays it out is loaded with the first one.
   *
   * @throws {Error} If it cannot be, as in a browser or without a network.
   */
  async toSvg(): Promise<string> {
    return await graphSvg(sketchGraph(this.facts, this.graph));
  }

  /**
   * The graph as a PNG picture.
   *
   * @throws {Error} If the packages that draw it cannot be loaded.
   */
  async toPng(): Promise<Uint8Array> {
    return await graphPng(await this.toSvg());
  }

  /** The forms for Jupyter: the picture, where one can be drawn, and its text. */
  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    const png = await this.toPng().catch(() => undefined);
    return { ...(png && { "image/png": base64Of(png) }), ...this.toMimeBundle() };
  }

  /** The graph in text, a line a box. */
  override toString(): string {
    return graphText(this.facts, this.graph);
  }

  /** The graph's text by MIME type; a picture takes time to draw, so that it is in the forms for Jupyter alone. */
  override toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }
}
