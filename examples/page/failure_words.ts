/** What went wrong, in words for somebody who only dropped a file. */
import { FormatSyntaxError, SourceError } from "../../mod.ts";

/** An error in three parts. */
export interface FailureWords {
  /** What cannot be done. */
  readonly title: string;
  /** Why, as the module says it. */
  readonly reason: string;
  /** What to do about it. */
  readonly advice: string;
}

/** The words for an error; `remote` where the model has an address. */
export function failureWords(error: unknown, name: string, remote: boolean): FailureWords {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof FormatSyntaxError) {
    const advice = "A download that broke off, or a Git LFS pointer in the model's place, looks like this, too.";
    return { title: `${name} is no model that can be read`, reason, advice };
  }
  if (error instanceof SourceError) {
    const advice = remote
      ? "If the address is right, its server may not permit pages to read it (CORS); a browser does not tell. Download the model and drop it here."
      : "A folder cannot be read: give the model's file. If the file has changed or moved since it was chosen, choose it again.";
    return { title: `${name} cannot be read`, reason, advice };
  }
  return { title: `flopbook has failed at ${name}`, reason, advice: "That is a defect of flopbook, whatever the model is." };
}
