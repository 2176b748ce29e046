/**
 * What can be told about where the module runs, and the usual traps there.
 *
 * @module
 */

/** Deno 2.8 and older lose outputs in notebooks or put them into another cell. */
const OLDEST_DENO = [2, 9] as const;

/** The part of the Deno kernel's API that is used: it sends a message to the front ends. */
export interface Kernel {
  /** Sends a message such as `display_data`. */
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

interface Platform {
  readonly version?: { readonly deno?: string };
  readonly jupyter?: Kernel;
}

/** The Deno kernel, where the module runs in one. Elsewhere Deno throws where it is asked for. */
export function kernel(): Kernel | undefined {
  try {
    return platform()?.jupyter;
  } catch {
    return undefined;
  }
}

function platform(): Platform | undefined {
  return (globalThis as { Deno?: Platform }).Deno;
}

const LOADED = Symbol.for("flopbook.loaded");

/**
 * The usual traps that this module can see from where it stands, in words; each is told once.
 *
 * @param address Where this copy of the module was loaded from.
 */
export function findTraps(address: string, deno: string | undefined = platform()?.version?.deno): string[] {
  const shared = globalThis as { [LOADED]?: Set<string> };
  const loaded = shared[LOADED] ??= new Set();
  if (loaded.has(address)) return [];
  const others = [...loaded];
  loaded.add(address);
  const traps: string[] = [];
  if (others.length > 0) {
    traps.push(`two copies of flopbook are loaded, ${others.at(-1)} and ${address}: restart the kernel and import one of them everywhere`);
  }
  const [major = 0, minor = 0] = deno?.split(".").map(Number) ?? OLDEST_DENO;
  if (major < OLDEST_DENO[0] || (major === OLDEST_DENO[0] && minor < OLDEST_DENO[1])) {
    traps.push(`this is Deno ${deno}, whose kernel loses outputs: upgrade to Deno ${OLDEST_DENO.join(".")} or later (deno upgrade)`);
  }
  return traps;
}
