/**
 * A Deno kernel that this process starts, talks to and stops.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { decodeMessage, encodeRequest, type JupyterMessage } from "./jupyter_messages.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** How to start a kernel. */
export interface KernelOptions {
  /** The folder that cells run in. */
  readonly cwd?: string;
  /** The deno that runs the kernel; this one where nothing is said. */
  readonly deno?: string;
  /** Variables added to the kernel's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How to run one cell. */
export interface ExecuteOptions {
  /** Takes each message that belongs to the cell, also one that comes after it has ended. */
  readonly onMessage?: (message: JupyterMessage) => void;
  /** Seconds until the cell is interrupted. */
  readonly timeout?: number;
  /** Interrupts the cell when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Thrown when a kernel cannot be started, dies, or does not answer in time. */
export class KernelError extends Error {
  /** The class's name. */
  override readonly name = "KernelError";
}

/** Until a kernel answers for the first time, in milliseconds: it takes 0.2 s on a machine at rest. */
const START_TIMEOUT = 20_000;
/** The kernel sends outputs up to 8 ms after it has said that it is idle (2.9.6, measured); this leaves room. */
const GRACE = 60;
/** Until an interrupted cell has stopped, in milliseconds. An `await` cannot be interrupted: then the kernel is ended. */
const INTERRUPT_TIMEOUT = 2000;

/** A running kernel. Dispose of it, or its process stays. */
export class Kernel implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #sockets: Sockets;
  readonly #key: string;
  readonly #session = randomUUID();
  readonly #connectionFile: string;
  readonly #listeners = new Map<string, (message: JupyterMessage) => void>();
  readonly #replies = new Map<string, (message: JupyterMessage | undefined) => void>();
  readonly #stderr: Promise<string>;
  #ended = false;

  private constructor({ process, sockets, key, connectionFile, stderr }: Parts) {
    this.#process = process;
    this.#sockets = sockets;
    this.#key = key;
    this.#connectionFile = connectionFile;
    this.#stderr = stderr;
    const { iopub } = sockets;
    void this.#listen(iopub, (message) => this.#listeners.get(message.parent)?.(message));
    for (const socket of [sockets.shell, sockets.control]) {
      void this.#listen(socket, (message) => this.#replies.get(message.parent)?.(message));
    }
  }

  /**
   * Starts a kernel and waits until it answers. One that dies at its start is started once more.
   *
   * @throws {KernelError} If it does not come up.
   */
  static async start(options: KernelOptions = {}): Promise<Kernel> {
    try {
      return await Kernel.#startOnce(options);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      return await Kernel.#startOnce(options);
    }
  }

  static async #startOnce(options: KernelOptions): Promise<Kernel> {
    const parts = await launch(options);
    const kernel = new Kernel(parts);
    try {
      await kernel.info(START_TIMEOUT);
      return kernel;
    } catch (error) {
      await kernel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Asks the kernel what it is; it answers as soon as it is ready. */
  async info(timeout: number): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.#request("shell", "kernel_info_request", {}, timeout);
    if (reply === undefined) throw new KernelError(`The kernel does not answer: ${await this.#lastWords()}`);
    return reply.content;
  }

  /**
   * Runs code and waits until all its outputs have come.
   *
   * @returns The content of the kernel's reply.
   * @throws {KernelError} If it takes longer than `timeout` seconds, or the kernel dies. An interrupted cell that does not stop ends the kernel.
   */
  async execute(code: string, { onMessage, timeout = Infinity, signal }: ExecuteOptions = {}): Promise<Readonly<Record<string, unknown>>> {
    const idle = Promise.withResolvers<void>();
    let latest = 0;
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
    const { id, frames } = encodeRequest(this.#key, this.#session, "execute_request", content);
    this.#listeners.set(id, (message) => {
      latest = performance.now();
      if (message.type === "status" && message.content["execution_state"] === "idle") idle.resolve();
      onMessage?.(message);
    });
    const reply = await this.#awaitReply(id, this.#sockets.shell, frames, timeout, signal);
    await Promise.race([idle.promise, pause(INTERRUPT_TIMEOUT)]);
    for (let rest = GRACE; rest > 0; rest = latest + GRACE - performance.now()) await pause(rest);
    return reply.content;
  }

  async #awaitReply(id: string, socket: ZmtpSocket, frames: Uint8Array[], timeout: number, signal?: AbortSignal): Promise<JupyterMessage> {
    const answered = this.#reply(id);
    await socket.send(frames);
    const late = timeout === Infinity ? new Promise<never>(() => {}) : pause(timeout * 1000).then(() => "late" as const);
    const aborted = new Promise<"aborted">((done) => signal?.addEventListener("abort", () => done("aborted"), { once: true }));
    const first = signal?.aborted ? "aborted" : await Promise.race([answered, late, aborted]);
    if (typeof first === "object") return first;
    if (first === undefined) throw new KernelError(`The kernel has died: ${await this.#lastWords()}`);
    await this.#request("control", "interrupt_request", {}, INTERRUPT_TIMEOUT);
    const stopped = await Promise.race([answered, pause(INTERRUPT_TIMEOUT)]);
    if (stopped === undefined) await this[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw new KernelError(
      `The cell took longer than ${timeout} s${stopped === undefined ? " and could not be interrupted; the kernel was ended" : ""}`,
    );
  }

  async #request(
    channel: "shell" | "control",
    type: string,
    content: Record<string, unknown>,
    timeout: number,
  ): Promise<JupyterMessage | undefined> {
    const { id, frames } = encodeRequest(this.#key, this.#session, type, content);
    const answered = this.#reply(id);
    await this.#sockets[channel].send(frames).catch(() => {});
    return await Promise.race([answered, pause(timeout)]);
  }

  #reply(id: string): Promise<JupyterMessage | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<JupyterMessage | undefined>();
    this.#replies.set(id, (message) => {
      this.#replies.delete(id);
      resolve(message);
    });
    return promise;
  }

  async #listen(socket: ZmtpSocket, take: (message: JupyterMessage) => void): Promise<void> {
    for (let frames = await socket.receive(); frames !== undefined; frames = await socket.receive()) take(decodeMessage(this.#key, frames));
    this.#ended = true;
    for (const resolve of [...this.#replies.values()]) resolve(undefined);
  }

  async #lastWords(): Promise<string> {
    const words = await Promise.race([this.#stderr, pause(500)]) ?? "";
    return words.trim().split("\n").at(-1) || "it said nothing";
  }

  /** Stops the kernel: by asking, and if that does not help, by force. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) await this.#request("control", "shutdown_request", { restart: false }, 500);
    const stopped = await Promise.race([this.#process.status, pause(1000)]);
    if (stopped === undefined) {
      this.#process.kill("SIGKILL");
      await this.#process.status;
    }
    for (const socket of Object.values(this.#sockets)) socket[Symbol.dispose]();
    await Deno.remove(this.#connectionFile).catch(() => {});
  }
}

/** What a started kernel consists of. */
interface Parts {
  readonly process: Deno.ChildProcess;
  readonly sockets: Sockets;
  readonly key: string;
  readonly connectionFile: string;
  readonly stderr: Promise<string>;
}

interface Sockets {
  readonly shell: ZmtpSocket;
  readonly control: ZmtpSocket;
  readonly iopub: ZmtpSocket;
}

/** Starts the process and connects to it. */
async function launch({ cwd, deno = Deno.execPath(), env = {} }: KernelOptions): Promise<Parts> {
  const [shell, iopub, stdin, control, heartbeat] = freePorts(5) as [number, number, number, number, number];
  const key = randomUUID();
  const connectionFile = await Deno.makeTempFile({ prefix: "flopbook-kernel-", suffix: ".json" });
  const ports = { shell_port: shell, iopub_port: iopub, stdin_port: stdin, control_port: control, hb_port: heartbeat };
  const connection = { transport: "tcp", ip: "127.0.0.1", ...ports, key, signature_scheme: "hmac-sha256", kernel_name: "deno" };
  await Deno.writeTextFile(connectionFile, JSON.stringify(connection));
  const command = new Deno.Command(deno, {
    args: ["jupyter", "--kernel", "--conn", connectionFile],
    ...(cwd !== undefined && { cwd }),
    // Without colours recorded outputs are plain text; a package.json above the notebook would keep npm packages from being found.
    env: { NO_COLOR: "1", DENO_NO_PACKAGE_JSON: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const process = command.spawn();
  const stderr = new Response(process.stderr).text();
  try {
    const sockets = await Promise.race([connect({ shell, iopub, control }), process.status.then(() => undefined)]);
    if (sockets !== undefined) return { process, sockets, key, connectionFile, stderr };
    throw new KernelError(`The kernel has died at its start: ${(await stderr).trim().split("\n").at(-1)}`);
  } catch (error) {
    await Deno.remove(connectionFile).catch(() => {});
    try {
      process.kill("SIGKILL");
    } catch {
      // it has ended by itself
    }
    throw error instanceof KernelError
      ? error
      : new KernelError(`Cannot connect to the kernel: ${error instanceof Error ? error.message : error}`);
  }
}

async function connect(ports: Readonly<Record<"shell" | "iopub" | "control", number>>): Promise<Sockets> {
  const [shell, iopub, control] = await Promise.all([
    ZmtpSocket.connect("DEALER", ports.shell, START_TIMEOUT),
    ZmtpSocket.connect("SUB", ports.iopub, START_TIMEOUT),
    ZmtpSocket.connect("DEALER", ports.control, START_TIMEOUT),
  ]);
  return { shell, iopub, control };
}

/** Ports that nobody uses now. Another process may take one before the kernel does: then the kernel dies, and is started again on others. */
function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

function pause(ms: number): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), Math.max(0, ms)));
}
