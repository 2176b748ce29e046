/** Tabs as the ARIA practices have them: one tab stop, arrows go from tab to tab. */

/** A tab: its title, and how to fill the panel. */
export interface Tab {
  /** What the tab is called. */
  readonly title: string;
  /** The HTML that the panel shows, with all that is a model's escaped; asked for when the tab is chosen. */
  readonly html: () => string;
}

/** Shows the tabs, and what the one at `chosen` has. Gives a function that tells which one is chosen. */
export function showTabs(list: HTMLElement, panel: HTMLElement, tabs: readonly Tab[], chosen: number): () => number {
  const buttons = tabs.map(({ title }, index) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", id: `tab-${index}`, textContent: title, onclick: () => choose(index) });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", panel.id);
    return button;
  });

  function choose(index: number): void {
    chosen = index;
    buttons.forEach((button, position) => {
      button.setAttribute("aria-selected", String(position === index));
      button.tabIndex = position === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${index}`);
    panel.innerHTML = tabs[index]!.html();
  }

  list.onkeydown = ({ key }) => {
    const last = tabs.length - 1;
    const to = { ArrowRight: chosen === last ? 0 : chosen + 1, ArrowLeft: chosen === 0 ? last : chosen - 1, Home: 0, End: last }[key];
    if (to === undefined) return;
    choose(to);
    buttons[to]!.focus();
  };
  list.replaceChildren(...buttons);
  choose(chosen);
  return () => chosen;
}

/** Does something that fills a panel anew with much the same, and unfolds what was unfolded. */
export function keepingFolds(panel: HTMLElement, refill: () => void): void {
  const folds = () => [...panel.querySelectorAll("details")];
  const before = folds().map(({ open }) => open);
  refill();
  const after = folds();
  if (after.length === before.length) after.forEach((fold, index) => fold.open = before[index]!);
}
