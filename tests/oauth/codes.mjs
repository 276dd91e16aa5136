// Both sites share this: the consent page, and codes that work once, for one app, one redirect
// address and one PKCE verifier.

import { createHash, randomBytes } from "node:crypto";

export const APP = { id: "app", secret: "app-secret" };

const ASKED = ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

export class Codes {
  #given = new Map();
  #tokens = new Map();

  /** Answers GET …/authorize with a page where people choose who they are. */
  ask(url, site) {
    const problem = wrong(url.searchParams);
    if (problem) return { status: 400, html: `<h1>${problem}</h1>` };
    const hidden = ASKED.filter((name) => url.searchParams.has(name)).map(
      (name) => `<input type="hidden" name="${name}" value="${escape(url.searchParams.get(name))}">`,
    );
    return {
      html: `<h1>${site}</h1><form action="${url.pathname.replace(/authorize$/, "consent")}">${hidden.join("")}
        <label>Account <input name="email" value="ada@example.com"></label>
        <label>Key <input name="sub" value="1001"></label>
        <label>Name <input name="name" value="Ada"></label>
        <button>Continue</button><button name="deny" value="1">Cancel</button></form>`,
    };
  }

  /** Answers GET …/consent with a redirect to the app, with a code or an error. */
  consent({ searchParams: query }) {
    const problem = wrong(query);
    if (problem) return { status: 400, html: `<h1>${problem}</h1>` };
    const back = new URL(query.get("redirect_uri"));
    if (query.has("state")) back.searchParams.set("state", query.get("state"));
    if (query.has("deny")) {
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("error_description", "<b>the provider's own words</b>");
      return to(back);
    }
    const code = randomBytes(16).toString("hex");
    this.#given.set(code, Object.fromEntries(query));
    back.searchParams.set("code", code);
    return to(back);
  }

  /** Returns what was consented to, or `null` if the code, the app or the verifier is wrong. */
  redeem(body) {
    const consent = this.#given.get(body.get("code"));
    this.#given.delete(body.get("code"));
    const challenge = createHash("sha256").update(body.get("code_verifier") ?? "").digest("base64url");
    const right =
      consent &&
      body.get("grant_type") === "authorization_code" &&
      body.get("client_id") === APP.id &&
      body.get("client_secret") === APP.secret &&
      body.get("redirect_uri") === consent.redirect_uri &&
      challenge === consent.code_challenge &&
      consent.fault !== "wrong_code";
    return right ? consent : null;
  }

  /** Issues an access token for what was consented to. */
  token(consent) {
    const token = randomBytes(16).toString("hex");
    this.#tokens.set(`Bearer ${token}`, consent);
    return token;
  }

  /** Returns what the caller's access token was issued for. */
  bearer(request) {
    return this.#tokens.get(request.headers.authorization);
  }
}

/** Returns the fault of a request for consent, if it has one. */
function wrong(query) {
  if (query.get("response_type") !== "code") return "response_type is not code";
  if (query.get("client_id") !== APP.id) return "unknown app";
  if (!query.get("redirect_uri")?.includes("/api/auth/callback/")) return "redirect_uri is not registered";
  if (query.get("code_challenge_method") !== "S256") return "PKCE is missing";
  if ((query.get("code_challenge") ?? "").length !== 43) return "the PKCE challenge is malformed";
  if ((query.get("state") ?? "").length < 20) return "state is too short";
  return null;
}

function to(url) {
  return { status: 302, headers: { location: url.href } };
}

export function page(content) {
  return `<!doctype html><html lang="en"><title>Consent</title><body>${content}</body></html>`;
}

function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Takes longer than any client waits. */
export function never() {
  return new Promise(() => {});
}
