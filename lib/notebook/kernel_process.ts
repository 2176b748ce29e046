/**
 * The process of a kernel: it is started with a connection file, watched, and ended.
 *
 * @module
 */
import { KernelError } from "./kernel_error.ts";

/** The ports that a kernel listens on. */
export interface KernelPorts {
  /** Requests and their replies. */
  readonly shell: number;
  /** What the kernel tells everybody: outputs and its state. */
  readonly iopub: number;
  /** The kernel's own questions. */
  readonly stdin: number;
  /** Requests that must not wait: interrupt, shutdown. */
  readonly control: number;
  /** Echoes what it gets. */
  readonly heartbeat: number;
}

/** How to start a kernel. */
export interface KernelOptions {
  /** The folder that cells run in; the current one where nothing is said. */
  readonly cwd?: string;
  /** The deno that runs the kernel; the one that runs this where nothing is said. */
  readonly deno?: string;
  /** Variables added to the kernel's environment, such as `DENO_DIR`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what the kernel writes to its own stderr, such as the packages that it downloads. No notebook shows that. */
  readonly onStderr?: (text: string) => void;
}

/**
 * Without colours, recorded outputs are plain text. A `package.json` above the notebook would keep npm packages from being found. Nobody reads the notice of a
 * new version.
 */
const KERNEL_ENV: Readonly<Record<string, string>> = { NO_COLOR: "1", DENO_NO_PACKAGE_JSON: "1", DENO_NO_UPDATE_CHECK: "1" };

/** So much of the kernel's stderr is kept to explain its end. */
const KEPT_STDERR = 16_384;
/** Until the stderr of a kernel that has ended is read, in milliseconds. */
const LAST_WORDS_TIMEOUT = 300;
/** Lines that say nothing of why a kernel ended. */
const NOISE = /^(Warning "deno jupyter" is unstable|Download |Stack backtrace|\s|CDP response|$)/;

/**
 * Ends the kernel and removes its connection file when the pipe from the starting process breaks, in whatever way that process has ended. It outlives Ctrl-C, which
 * a terminal sends to all.
 */
const GUARD = `
try { Deno.addSignalListener("SIGINT", () => {}); } catch {}
for await (const _ of Deno.stdin.readable);
try { Deno.kill(Number(Deno.args[0]), "SIGKILL"); } catch {}
try { Deno.removeSync(Deno.args[1]); } catch {}
`;

/** A kernel's process. Dispose of it, or it stays until this process ends. */
export class KernelProcess implements AsyncDisposable {
  /** Fulfils when the process has ended. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #guard: Deno.ChildProcess | undefined;
  readonly #connectionFile: string;
  readonly #stderrRead: Promise<void>;
  readonly #stderrLeft = new AbortController();
  #stderr = "";

  private constructor(child: Deno.ChildProcess, connectionFile: string, onStderr?: (text: string) => void) {
    this.#child = child;
    this.status = child.status;
    this.#connectionFile = connectionFile;
    this.#stderrRead = this.#readStderr(onStderr);
    this.#guard = guard(child.pid, connectionFile);
  }

  /**
   * Starts a kernel on the ports, which should be free.
   *
   * @throws {Deno.errors.NotFound} If there is no such deno, or no such folder.
   */
  static async start(
    ports: KernelPorts,
    key: string,
    { cwd, deno = Deno.execPath(), env = {}, onStderr }: KernelOptions,
  ): Promise<KernelProcess> {
    const file = await Deno.makeTempFile({ prefix: "flopbook-kernel-", suffix: ".json" });
    try {
      await Deno.writeTextFile(file, JSON.stringify(connectionInfo(ports, key)));
      const child = new Deno.Command(deno, {
        args: ["jupyter", "--kernel", "--conn", file],
        ...(cwd !== undefined && { cwd }),
        env: kernelEnv(env),
        clearEnv: true,
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      return new KernelProcess(child, file, onStderr);
    } catch (error) {
      await Deno.remove(file).catch(() => {});
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new Deno.errors.NotFound(`Cannot start a kernel as ${deno} must be there, and the folder ${cwd ?? "."}: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** The process's id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** The most telling line that the kernel wrote to its stderr, of what is kept. */
  lastWords(): string {
    const lines = this.#stderr.split("\n").filter((line) => !NOISE.test(line));
    return lines.findLast((line) => line.startsWith("error")) ?? lines.at(-1) ?? "";
  }

  /** What the kernel said it is downloading, if that is the last it said. */
  downloading(): string | undefined {
    return /^Download (\S+)$/.exec(this.#stderr.trimEnd().split("\n").at(-1) ?? "")?.[1];
  }

  /** The error of a kernel that ended without being told to. */
  async death(fault: "start" | "died"): Promise<KernelError> {
    const { code, signal } = await this.status;
    await this.#readLastWords();
    const how = signal ? `by the signal ${signal}` : `with exit code ${code}`;
    const words = this.lastWords();
    return new KernelError(fault, `The kernel ended ${how}${fault === "start" ? " when it was started" : ""}${words && `: ${words}`}`);
  }

  /** Removes the connection file, which the kernel reads once. */
  async removeConnectionFile(): Promise<void> {
    await Deno.remove(this.#connectionFile).catch(() => {});
  }

  /** Waits up to `patience` milliseconds for the kernel to end by itself, then ends it by force. */
  async end(patience: number): Promise<void> {
    const timer = setTimeout(() => kill(this.#child), patience);
    await this.status;
    clearTimeout(timer);
    await this.#readLastWords();
    await this.removeConnectionFile();
    if (this.#guard === undefined) return;
    kill(this.#guard);
    await this.#guard.stdin.close().catch(() => {});
    await this.#guard.status;
  }

  /** Ends the kernel by force. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end(0);
  }

  async #readStderr(onStderr?: (text: string) => void): Promise<void> {
    try {
      for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream(), { signal: this.#stderrLeft.signal })) {
        this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
        onStderr?.(text);
      }
    } catch (error) {
      if (!this.#stderrLeft.signal.aborted) throw error;
    }
  }

  /** Reads the rest of the kernel's stderr. A process that the kernel has started may hold it open: nobody waits for that one. */
  async #readLastWords(): Promise<void> {
    const timer = setTimeout(() => this.#stderrLeft.abort(), LAST_WORDS_TIMEOUT);
    await this.#stderrRead;
    clearTimeout(timer);
  }
}

/** The whole environment of a kernel: this process's, but for what would force colours, and what is added. */
export function kernelEnv(added: Readonly<Record<string, string>>): Record<string, string> {
  const { FORCE_COLOR: _forced, ...own } = Deno.env.toObject();
  return { ...own, ...KERNEL_ENV, ...added };
}

/** Ports that nobody uses now. Another process may take one before the kernel does: then the kernel ends at its start. */
export function freePorts(): KernelPorts {
  const listeners = Array.from({ length: 5 }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const [shell, iopub, stdin, control, heartbeat] = listeners.map((listener) => listener.addr.port) as [
    number,
    number,
    number,
    number,
    number,
  ];
  for (const listener of listeners) listener.close();
  return { shell, iopub, stdin, control, heartbeat };
}

/** The contents of a connection file. */
function connectionInfo({ shell, iopub, stdin, control, heartbeat }: KernelPorts, key: string): Record<string, string | number> {
  const ports = { shell_port: shell, iopub_port: iopub, stdin_port: stdin, control_port: control, hb_port: heartbeat };
  return { transport: "tcp", ip: "127.0.0.1", ...ports, key, signature_scheme: "hmac-sha256", kernel_name: "deno" };
}

function guard(pid: number, connectionFile: string): Deno.ChildProcess | undefined {
  const args = ["eval", "--no-config", "--no-lock", GUARD, String(pid), connectionFile];
  try {
    return new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "null", stderr: "null" }).spawn();
  } catch {
    return undefined; // the kernel works without: only a killed run would leave it behind
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // it has ended by itself
  }
}
