/**
 * A network as it may have been when a number was printed: as it is, or changed in a way that people do change it.
 *
 * @module
 */
import type { Profile } from "../profile.ts";

/** What is changed, each kind with a reason why a published number may differ by it. */
export type ModificationKind = "unit" | "binary" | "assumption" | "merged" | "part" | "size" | "batch" | "length";

/** A change. */
export interface Modification {
  /** What is changed. */
  readonly kind: ModificationKind;
  /** The change in words. */
  readonly text: string;
}

/** A network's profile at some input size. */
export interface Variant {
  /** The profile; its sizes are all numbers. */
  readonly profile: Profile;
  /** How its input differs from the network's own; missing for that. */
  readonly modification?: Modification;
}
