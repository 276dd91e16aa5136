// A browser as far as the client library needs one: cookies, an Origin, and a record of
// what went over the wire.

// The one of Node: a test may put a browser in its place.
const send = globalThis.fetch;

/** Calls `base` from pages of its own origin. */
export class Browser {
  #cookies = new Map();
  #origin;
  /** The last answer: `{ status, body, headers, setCookies }`. */
  last = null;

  constructor(base) {
    this.#origin = new URL(base).origin;
  }

  /** The function that the client library takes as its fetch. */
  fetch = async (input, options = {}) => {
    const request = new Request(input, options);
    const headers = new Headers(request.headers);
    headers.set("origin", this.#origin);
    // Better Auth has the client's address from a header only; Tenantry believes none.
    headers.set("x-forwarded-for", "127.0.0.1");
    if (this.#cookies.size) headers.set("cookie", [...this.#cookies].map((pair) => pair.join("=")).join("; "));
    const body = request.method === "GET" ? undefined : await request.text();
    const answer = await send(request.url, { method: request.method, headers, body, redirect: "manual" });
    this.last = await this.#record(answer.clone());
    return answer;
  };

  cookie(part) {
    return [...this.#cookies].find(([name]) => name.includes(part));
  }

  /** Puts a cookie of another browser, or a forged one, into this one. */
  take([name, value]) {
    this.#cookies.set(name, value);
  }

  async #record(answer) {
    const setCookies = answer.headers.getSetCookie();
    setCookies.forEach((cookie) => this.#keep(cookie));
    return { status: answer.status, body: await answer.text(), headers: answer.headers, setCookies };
  }

  #keep(cookie) {
    const [pair] = cookie.split(";");
    const name = pair.slice(0, pair.indexOf("="));
    const value = pair.slice(name.length + 1);
    if (/max-age=0/i.test(cookie) || !value) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
