/** The processor's name, as the system tells it. */
export async function cpuName(): Promise<string> {
  const text = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.*)$/m.exec(text)?.[1] ?? "a processor without a name";
}
