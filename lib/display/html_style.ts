/**
 * The inline styles of all HTML: theme-neutral, since nothing else survives in every notebook. No text colour, no variables, no style block.
 *
 * @module
 */

/** A line that reads on white and on black. */
export const LINE = "1px solid rgba(127,127,127,.3)";
/** Around everything. */
export const PAGE = "max-width:980px;line-height:1.45;text-align:left";
/** A table that stands left and is as wide as it needs. */
export const TABLE = "border-collapse:collapse;margin:8px 0;table-layout:auto";
/** Words that are too long for their place may be broken (not in an untrusted JupyterLab, which knows no `anywhere`). */
export const BREAKABLE = "overflow-wrap:anywhere";
/** Secondary text. */
export const FAINT = "opacity:.7";
/** A paragraph. */
export const PARAGRAPH = "margin:6px 0";
/** A block that can be unfolded. */
export const FOLD = "margin:6px 0";
/** What is clicked to unfold; without `list-item` some notebooks show no triangle. */
export const FOLD_TITLE = "display:list-item;cursor:pointer";
