/**
 * One total in words.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { costText } from "./bounds_text.ts";
import { exactDim, numberOf } from "./dim_text.ts";
import { evaluatedText, type ProfileView } from "./profile_view.ts";

/** A closed form longer than this says nothing at a glance: its value at the stand-ins stands in its place. */
const CLOSED_FORM_WIDTH = 32;
/** One total. */
export interface TotalsRow {
  /** What it is called. */
  readonly word: string;
  /** Its unit, where the word does not say it. */
  readonly unit?: string;
  /** Every digit, or a closed form; `?` where nothing is known. */
  readonly exact: string;
  /** Three digits and a unit, or a closed form. */
  readonly short: string;
  /** What else there is to say. */
  readonly remark: string;
  /** True where the digits hold only for the stand-ins of the free sizes, which the reader must be told. */
  readonly atStandIns: boolean;
}

/** How a total is written. */
export interface TotalForm {
  /** True where nodes are missing in the sum. */
  readonly partly: boolean;
  /** Writes three digits and a unit. */
  readonly short: (dim: Dim) => string;
  /** Closed forms of more characters are not shown. */
  readonly width?: number;
}

/** A total in words: a number, a closed form that can be read at a glance, or its value at the stand-ins. */
export function totalText(view: ProfileView, dim: Dim, form: TotalForm): Pick<TotalsRow, "exact" | "short" | "atStandIns"> {
  const { partly, width = CLOSED_FORM_WIDTH } = form;
  const precision = { ranges: view.profile.ranges, partly };
  const [exact, short] = [exactDim, form.short].map((write) => costText(dim, precision, write));
  if (numberOf(dim) !== undefined || exact!.length <= width) return { exact: exact!, short: short!, atStandIns: false };
  const [digits, few] = [exactDim, form.short].map((write) => evaluatedText(view, dim, partly, write));
  return { exact: digits!, short: few!, atStandIns: true };
}
