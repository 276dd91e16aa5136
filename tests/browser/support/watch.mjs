import { expect } from "@playwright/test";

/** Collects what browsers complain about: script errors, policy violations, strangers. */
export class Watch {
  #origins;
  #refusals;
  #faults = [];

  constructor(origins, refusals) {
    this.#origins = origins;
    this.#refusals = refusals;
  }

  over(context) {
    context.on("weberror", (error) => this.#faults.push(`script: ${error.error()}`));
    context.on("console", (message) => this.#listen(message));
    context.on("request", (request) => this.#see(new URL(request.url())));
  }

  expectNoFaults() {
    expect(this.#faults, "what the browser complained about").toEqual([]);
  }

  #listen(message) {
    if (!["error", "warning"].includes(message.type())) return;
    const status = message.text().match(/responded with a status of (\d+)/)?.[1];
    if (status && this.#refusals.includes(Number(status))) return;
    this.#faults.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  }

  #see(url) {
    const ours = this.#origins.includes(url.origin) || ["data:", "blob:", "about:"].includes(url.protocol);
    if (!ours) this.#faults.push(`request to another origin: ${url.href}`);
  }
}
