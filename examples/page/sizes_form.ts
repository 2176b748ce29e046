/** Number fields for the sizes that a model leaves open. */
import { type Dim, type Report, SymbolicDim } from "../../mod.ts";

/** The free dimensions of a network's inputs by name, in the order of the inputs. */
export function freeDimensions({ inputs }: Report): Set<string> {
  const names = new Set<string>();
  for (const { shape = [] } of inputs) for (const dim of shape) collectSymbols(dim, names);
  return names;
}

function collectSymbols(dim: Dim, names: Set<string>): void {
  if (!(dim instanceof SymbolicDim)) return;
  for (const { atoms } of dim.terms.keys()) {
    for (const { symbol, call } of atoms) {
      if (symbol !== undefined) names.add(symbol);
      if (call !== undefined) { for (const argument of [call.left, call.right]) collectSymbols(argument, names); }
    }
  }
}

/**
 * Fills a form with a field a free dimension. `changed` is called with the values of those that are not left free; what it answers is shown in the form:
 * why these values cannot be, or an empty text.
 */
export function showSizes(
  form: HTMLFormElement,
  names: ReadonlySet<string>,
  changed: (dims: Record<string, number>) => Promise<string>,
): void {
  const fields = [...names].map((name) => ({ name, input: numberInput() }));
  const reset = Object.assign(document.createElement("button"), { type: "reset", textContent: "Leave free" });
  const reason = document.createElement("p");
  reason.setAttribute("role", "alert");
  const title = Object.assign(document.createElement("strong"), { textContent: names.size === 1 ? "Free size" : "Free sizes" });
  form.replaceChildren(title, ...fields.map(({ name, input }) => labelled(name, input)), reset, reason);
  form.hidden = names.size === 0;

  let turn = 0;
  const tell = async () => {
    if (!form.checkValidity()) return;
    const filled = fields.filter(({ input }) => input.value !== "");
    const mine = ++turn;
    const answer = await changed(Object.fromEntries(filled.map(({ name, input }) => [name, input.valueAsNumber])));
    if (mine === turn) reason.textContent = answer;
  };
  form.oninput = tell;
  form.onreset = () => setTimeout(tell); // the fields are emptied after the event
  form.onsubmit = (event) => event.preventDefault();
}

function numberInput(): HTMLInputElement {
  const limits = { type: "number", min: "0", max: String(Number.MAX_SAFE_INTEGER), step: "1", placeholder: "free" };
  return Object.assign(document.createElement("input"), limits);
}

/** The field's name is in its label alone: a form's own members could be hidden by an `input` of their name. */
function labelled(name: string, input: HTMLInputElement): HTMLLabelElement {
  const label = document.createElement("label");
  label.append(name, input);
  return label;
}
