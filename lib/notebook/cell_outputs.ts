import type { JupyterMessage } from "./jupyter_messages.ts";
import { type Cell, type Output, textOf } from "./notebook_file.ts";

/** Displays that later messages may update, by their id; they may stand in several cells. */
export type Displays = Map<string, Output[]>;

/** Puts the kernel's messages into a cell as outputs, as a front end does. */
export class CellOutputs {
  readonly #cell: Cell;
  readonly #displays: Displays;
  #clearNext = false;

  /** Empties the cell, and fills it from now on. */
  constructor(cell: Cell, displays: Displays) {
    this.#cell = cell;
    this.#displays = displays;
    cell.outputs = [];
    cell.execution_count = null;
  }

  /** Takes one message that belongs to the cell. */
  take({ type, content }: JupyterMessage): void {
    switch (type) {
      case "execute_input":
        this.#cell.execution_count = content["execution_count"] as number;
        break;
      case "stream":
        this.#addStream(String(content["name"]), String(content["text"]));
        break;
      case "display_data":
      case "execute_result":
        this.#addDisplay(type, content);
        break;
      case "update_display_data":
        for (const output of this.#displays.get(displayId(content) ?? "") ?? []) Object.assign(output, bundleOf(content));
        break;
      case "clear_output":
        if (content["wait"]) this.#clearNext = true;
        else this.#cell.outputs = [];
        break;
      case "error":
        this.#add({
          output_type: "error",
          ename: String(content["ename"]),
          evalue: String(content["evalue"]),
          traceback: content["traceback"] as string[],
        });
    }
  }

  /** Adds an error that the kernel did not send. */
  addError(ename: string, evalue: string): void {
    this.#add({ output_type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
  }

  #add(output: Output): void {
    if (this.#clearNext) this.#cell.outputs = [];
    this.#clearNext = false;
    this.#cell.outputs!.push(output);
  }

  #addStream(name: string, text: string): void {
    const last = this.#cell.outputs!.at(-1);
    if (last?.output_type === "stream" && last.name === name && !this.#clearNext) last.text = textOf(last.text ?? "") + text;
    else this.#add({ output_type: "stream", name, text });
  }

  #addDisplay(type: string, content: JupyterMessage["content"]): void {
    const output: Output = { output_type: type, ...bundleOf(content) };
    if (type === "execute_result") output.execution_count = content["execution_count"] as number;
    this.#add(output);
    const id = displayId(content);
    if (id !== undefined) this.#displays.set(id, [...this.#displays.get(id) ?? [], output]);
  }
}

function bundleOf(content: JupyterMessage["content"]): Pick<Output, "data" | "metadata"> {
  return { data: (content["data"] ?? {}) as Record<string, unknown>, metadata: (content["metadata"] ?? {}) as Record<string, unknown> };
}

function displayId(content: JupyterMessage["content"]): string | undefined {
  return (content["transient"] as { display_id?: string } | undefined)?.display_id;
}
