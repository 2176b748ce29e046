import type { Content, JupyterMessage } from "./jupyter_messages.ts";
import { type Cell, type Output, textOf } from "./notebook_file.ts";

/** Displays that later messages may update, by their id; they may stand in several cells. */
export type Displays = Map<string, Output[]>;

/** Puts the kernel's messages into a cell as outputs, as a front end does. */
export class CellOutputs {
  readonly #cell: Cell;
  readonly #displays: Displays;
  #clearNext = false;
  #size = 0;

  /** Empties the cell, and fills it from now on. */
  constructor(cell: Cell, displays: Displays) {
    this.#cell = cell;
    this.#displays = displays;
    cell.outputs = [];
    cell.execution_count = null;
  }

  /** How many characters the outputs had so far, those that were cleared among them; nearly. */
  get size(): number {
    return this.#size;
  }

  /** Takes one message that belongs to the cell. */
  take({ type, content }: JupyterMessage): void {
    switch (type) {
      case "execute_input":
        this.#cell.execution_count = numberOf(content["execution_count"]);
        break;
      case "stream":
        this.#addStream(String(content["name"]), String(content["text"]));
        break;
      case "display_data":
      case "execute_result":
        this.#addDisplay(type, content);
        break;
      case "update_display_data":
        this.#update(content);
        break;
      case "clear_output":
        if (content["wait"]) this.#clearNext = true;
        else this.#cell.outputs = [];
        break;
      case "error":
        this.addError(String(content["ename"]), String(content["evalue"]), content["traceback"]);
    }
  }

  /** Adds an error; a kernel's own, or one that the kernel did not tell. */
  addError(ename: string, evalue: string, traceback?: unknown): void {
    const lines = Array.isArray(traceback) && traceback.length > 0 ? traceback.map(String) : [`${ename}: ${evalue}`];
    this.#add({ output_type: "error", ename, evalue, traceback: lines }, lines.join("").length);
  }

  #add(output: Output, size: number): void {
    if (this.#clearNext) this.#cell.outputs = [];
    this.#clearNext = false;
    this.#size += size;
    this.#cell.outputs!.push(output);
  }

  /** Text of the same stream that follows itself is one output. */
  #addStream(name: string, text: string): void {
    const last = this.#cell.outputs!.at(-1);
    if (last?.output_type !== "stream" || last.name !== name || this.#clearNext) {
      this.#add({ output_type: "stream", name, text }, text.length);
      return;
    }
    last.text = textOf(last.text ?? "") + text;
    this.#size += text.length;
  }

  #addDisplay(output_type: "display_data" | "execute_result", content: Content): void {
    const output: Output = { output_type, ...bundleOf(content) };
    if (output_type === "execute_result") output.execution_count = numberOf(content["execution_count"]);
    const id = displayId(content);
    // A display that shows itself again is shown anew in all its places, as in JupyterLab.
    if (id !== undefined) this.#update(content);
    this.#add(output, sizeOf(content));
    if (id !== undefined) this.#displays.set(id, [...this.#displays.get(id) ?? [], output]);
  }

  #update(content: Content): void {
    this.#size += sizeOf(content);
    for (const output of this.#displays.get(displayId(content) ?? "") ?? []) Object.assign(output, bundleOf(content));
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** The bundle of a display; the kernel may send one that is no object. */
function bundleOf(content: Content): Required<Pick<Output, "data" | "metadata">> {
  return { data: objectOf(content["data"]), metadata: objectOf(content["metadata"]) };
}

function sizeOf(content: Content): number {
  return Object.values(objectOf(content["data"])).reduce((sum: number, value) => sum + (JSON.stringify(value)?.length ?? 0), 0);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function displayId(content: Content): string | undefined {
  const id = objectOf(content["transient"])["display_id"];
  return typeof id === "string" ? id : undefined;
}
