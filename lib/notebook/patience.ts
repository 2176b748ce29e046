/** The longest time that a timer can wait; beyond, it would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}

/** What the promise gives, or `undefined` if that takes longer. No timer is left behind. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  if (ms > LONGEST) return await promise;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
