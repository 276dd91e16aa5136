// Child processes that are waited for, at the start and at the end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A process, what it has said so far, and a way to end it. */
export class Server {
  #child;
  #said = "";
  #listeners = new Set();

  constructor(command, args, options) {
    this.#child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => this.#hear(text));
    }
  }

  get ended() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves with the match as soon as the process has said `pattern`. */
  async says(pattern) {
    for (;;) {
      const match = this.#said.match(pattern);
      if (match) return match;
      if (this.ended) throw this.failure("ended");
      await Promise.race([new Promise((resolve) => this.#listeners.add(resolve)), once(this.#child, "exit")]);
    }
  }

  failure(what) {
    return new Error(`${this.#child.spawnargs[0]} ${what}:\n${this.#said.split("\n").slice(-40).join("\n")}`);
  }

  /** Asks it to end and waits until it has. */
  async stop() {
    if (this.ended) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await gone;
  }

  #hear(text) {
    this.#said += text;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
