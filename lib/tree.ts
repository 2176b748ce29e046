import type { Profile } from "./analysis/profile.ts";
import { type ProfileJson, toJson } from "./display/json.ts";
import { type MimeBundle, treeBundle } from "./display/mime_bundle.ts";
import { type TreeOptions, treeText } from "./display/tree_text.ts";
import { Shown } from "./shown.ts";

/**
 * The module hierarchy, as `tree()` gives it. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { tree } from "../mod.ts";
 *
 * const hierarchy = await tree("examples/resnet50.onnx");
 * assertStringIncludes(String(hierarchy), "(fc): Linear(in_features=2048, out_features=99");
 * ```
 */
export class Tree extends Shown {
  readonly #options: TreeOptions;

  /** Shows these facts as a tree. */
  constructor(facts: Profile, options: TreeOptions = {}) {
    super(facts);
    this.#options = options;
  }

  /** The JSON contract's object. */
  toJSON(): ProfileJson {
    return toJson(this.facts);
  }

  /** The tree as text. */
  override toString(): string {
    return treeText(this.facts, this.#options);
  }

  /** The forms of the tree by MIME type. */
  override toMimeBundle(): MimeBundle {
    return treeBundle(this.facts, this.#options);
  }
}
