/**
 * One object for each key, as long as somebody holds it: equality becomes identity, and a long notebook session does not fill its memory.
 */
export class InternTable<T extends WeakKey> {
  readonly #entries = new Map<string, WeakRef<T>>();
  readonly #collected = new FinalizationRegistry<string>((key) => {
    if (this.#entries.get(key)?.deref() === undefined) this.#entries.delete(key);
  });

  /** The object for `key`, made by `create` if nobody holds one. */
  get(key: string, create: () => T): T {
    const held = this.#entries.get(key)?.deref();
    if (held !== undefined) return held;
    const made = create();
    this.#entries.set(key, new WeakRef(made));
    this.#collected.register(made, key);
    return made;
  }
}
