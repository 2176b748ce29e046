/** The most memory that this process had at once, in MiB; NaN where the system does not tell. */
export async function peakMiB(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
}
