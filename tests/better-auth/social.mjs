// Neon Auth's additions to Better Auth's social sign-in: a challenge cookie at the start,
// a verifier in the address at the end, and get-session that wants both. Google and
// GitHub are a page of ours that asks who one would like to be; the session that comes
// of it is the real server's own.

import { randomUUID } from "node:crypto";

const VERIFIER = "neon_auth_session_verifier";

/** The legacy spelling and the right one; each provider uses another, so that both are used. */
const SPELLINGS = { google: "session_challange", github: "session_challenge" };

export class Social {
  #base;
  #prefix;
  #trusted;
  #mailbox;
  #started = new Map();
  #finished = new Map();

  constructor({ base, prefix, trusted, mailbox }) {
    this.#base = base;
    this.#prefix = prefix;
    this.#trusted = trusted;
    this.#mailbox = mailbox;
  }

  /** Answers what is Neon's own; false for everything that is Better Auth's. */
  async answers(request, response, url) {
    const path = url.href.startsWith(`${this.#base}/`) ? url.pathname.slice(new URL(this.#base).pathname.length) : url.pathname;
    const call = `${request.method} ${path}`;
    if (call === "POST /sign-in/social") return this.#start(request, response);
    if (call === "GET /sign-in/social/init") return this.#init(response, url.searchParams.get("token"));
    if (call === "GET /__consent") return this.#ask(response, url.searchParams.get("token"));
    if (call === "POST /__consent") return this.#consent(request, response);
    if (call === "GET /get-session" && url.searchParams.has(VERIFIER)) return this.#exchange(request, response, url);
    return false;
  }

  async #start(request, response) {
    const body = JSON.parse(await read(request));
    const name = SPELLINGS[body.provider];
    if (!request.headers.origin) return refuse(response, 400, "MISSING_ORIGIN");
    if (!name) return refuse(response, 404, "PROVIDER_NOT_FOUND");
    const places = [body.callbackURL, body.newUserCallbackURL, body.errorCallbackURL].filter(Boolean);
    if (!places.every((place) => this.#trusted.includes(origin(place)))) return refuse(response, 403, "INVALID_CALLBACKURL");
    const [token, challenge] = [randomUUID(), `${randomUUID()}.c2lnbmF0dXJl%3D`];
    this.#started.set(token, { ...body, challenge });
    response.setHeader("set-cookie", cookie(`${this.#prefix}.${name}`, challenge, 600));
    return send(response, 200, { url: `${this.#base}/sign-in/social/init?token=${token}`, redirect: !body.disableRedirect });
  }

  #init(response, token) {
    if (!this.#started.has(token)) return refuse(response, 400, "VERIFICATION_NOT_FOUND");
    return lead(response, `/__consent?token=${token}`);
  }

  #ask(response, token) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><title>Consent</title><h1>Who would you like to be?</h1>
      <form method="post" action="/__consent"><input type="hidden" name="token" value="${encodeURIComponent(token)}">
      <label>Email address <input name="email" value="social@example.com"></label>
      <label>Return to the root <input type="checkbox" name="root"></label>
      <button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form>`);
    return true;
  }

  async #consent(request, response) {
    const form = new URLSearchParams(await read(request));
    const asked = this.#started.get(form.get("token"));
    if (!asked) return refuse(response, 400, "VERIFICATION_NOT_FOUND");
    this.#started.delete(form.get("token"));
    if (form.get("answer") !== "allow") return lead(response, withParameter(asked.errorCallbackURL, "error", "access_denied"));
    const { session, isNew } = await this.#session(form.get("email"));
    const verifier = randomUUID();
    this.#finished.set(verifier, { challenge: asked.challenge, session });
    // Somebody new comes back without a verifier unless that place was named as well.
    const place = isNew ? asked.newUserCallbackURL : asked.callbackURL;
    const back = new URL(form.has("root") ? "/" : place || asked.callbackURL, asked.callbackURL).href;
    return lead(response, place ? withParameter(back, VERIFIER, verifier) : back);
  }

  /** Signs in at the real server, by a code that nobody but us sees. */
  async #session(email) {
    // Node's fetch looks like a browser's to Better Auth, which then wants an origin.
    const headers = { "content-type": "application/json", origin: new URL(this.#base).origin };
    const post = (path, body) =>
      fetch(`${this.#base}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    await post("/email-otp/send-verification-otp", { email, type: "sign-in" });
    const { otp } = this.#mailbox.list(email).find((mail) => mail.type === "sign-in");
    const answer = await post("/sign-in/email-otp", { email, otp, name: "Social" });
    const { user } = await answer.json();
    return { session: answer.headers.getSetCookie(), isNew: Date.now() - Date.parse(user.createdAt) < 5_000 };
  }

  async #exchange(request, response, url) {
    const found = this.#finished.get(url.searchParams.get(VERIFIER));
    const sent = (request.headers.cookie || "").split("; ").map((pair) => pair.slice(pair.indexOf("=") + 1));
    const names = Object.values(SPELLINGS).map((name) => `${this.#prefix}.${name}=`);
    const challenged = names.some((name) => (request.headers.cookie || "").includes(name));
    if (!found || !challenged || !sent.includes(found.challenge)) return refuse(response, 400, "VERIFICATION_NOT_FOUND");
    this.#finished.delete(url.searchParams.get(VERIFIER));
    const held = found.session.map((one) => one.split(";")[0]).join("; ");
    const answer = await fetch(`${this.#base}/get-session`, { headers: { cookie: held } });
    response.setHeader("set-cookie", found.session);
    return send(response, 200, await answer.json());
  }
}

function cookie(name, value, seconds) {
  return `__Secure-${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned`;
}

function withParameter(place, name, value) {
  const url = new URL(place);
  url.searchParams.set(name, value);
  return url.href;
}

function origin(place) {
  return URL.canParse(place) ? new URL(place).origin : null;
}

async function read(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

function lead(response, location) {
  response.writeHead(302, { location }).end();
  return true;
}

function refuse(response, status, code) {
  return send(response, status, { code, message: code });
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
  return true;
}
