/**
 * Several files that are written together.
 *
 * @module
 */
import type { StagedFile, TargetFolder } from "./file_folder.ts";

/**
 * Files that take their names together, in the order in which they were written: the one that names the others comes last. If one cannot be written,
 * none of them is left.
 */
export class Staging {
  readonly #folder: TargetFolder;
  readonly #staged: StagedFile[] = [];
  #done = false;

  /** Writes to a folder. */
  constructor(folder: TargetFolder) {
    this.#folder = folder;
  }

  /**
   * Writes a file beside where it will be.
   *
   * @throws {SourceError} If it cannot be written.
   */
  async stage(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    this.#staged.push(await this.#folder.stage(name, pieces));
  }

  /**
   * Lets all have their names.
   *
   * @throws {SourceError} If one cannot.
   */
  async commit(): Promise<void> {
    for (const file of this.#staged) await file.commit();
    this.#done = true;
  }

  /** Takes away what was written, if it was not for good. */
  async end(): Promise<void> {
    if (!this.#done) await Promise.all(this.#staged.map((file) => file.discard()));
  }

  /** The name, or where it is taken one with a number in it. */
  async freeName(name: string): Promise<string> {
    const [, stem, end] = /^(.*?)(\.[^./]*)?$/s.exec(name)!;
    for (let count = 0;; count++) {
      const free = count === 0 ? name : `${stem}-${count}${end ?? ""}`;
      if (!await this.#folder.has(free)) return free;
    }
  }
}
