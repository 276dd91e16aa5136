// Neon's own client signs somebody up at the embedded provider, proves the mailbox, asks
// for the session and a token, and signs out. Every answer is looked at.
//
//   npm ci && node run.mjs      here, after `cargo build`

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startTenantry } from "../../browser/servers/tenantry.mjs";
import { Browser } from "../browser.mjs";

const EMAIL = "ada@example.com";
const PASSWORD = "correct horse battery staple";
const real = globalThis.fetch;

/** The digits of the newest mail to Ada. */
async function code(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await real(`${url}/dev/mailbox?to=${EMAIL}`, { headers: { accept: "application/json" } });
    const found = (await answer.json())[0]?.text.match(/\b\d{6}\b/)?.[0];
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no code came");
}

function good({ data, error }, what) {
  assert.equal(error, null, `${what}: ${JSON.stringify(error)}`);
  return data;
}

/** The JWT is about this person, begins a session here and then opens our own API. */
async function opens(url, jwt, user) {
  const claims = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
  assert.deepEqual([claims.sub, claims.email], [user.id, EMAIL]);
  const headers = { "content-type": "application/json", origin: url };
  const begun = await real(`${url}/auth/neon-callback`, { method: "POST", headers, body: JSON.stringify({ token: jwt }) });
  assert.equal(begun.status, 200, await begun.text());
  const me = await real(`${url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${jwt}` } });
  assert.equal(me.status, 200);
}

async function flow(url) {
  const base = `${url}/api/auth`;
  const browser = new Browser(base);
  // The client takes no fetch of ours, and Node's keeps no cookies.
  globalThis.fetch = browser.fetch;
  const { createAuthClient } = await import("@neondatabase/auth");
  const client = createAuthClient(base);

  good(await client.signUp.email({ name: "Ada", email: EMAIL, password: PASSWORD }), "sign-up");
  // The client throws what the server refuses, in words of its own.
  await assert.rejects(client.signIn.email({ email: EMAIL, password: PASSWORD }), { code: "email_not_confirmed" });
  const verified = good(await client.emailOtp.verifyEmail({ email: EMAIL, otp: await code(url) }), "code");
  assert.equal(verified.user.emailVerified, true);

  const session = good(await client.getSession(), "get-session");
  assert.equal(session.user.email, EMAIL);
  // Without the header the client answers from the session it has kept.
  const fetchOptions = { headers: { "x-force-fetch": "true" } };
  const { token } = good(await client.token({ fetchOptions }), "token");
  for (const jwt of [token, session.session.token]) await opens(url, jwt, session.user);

  good(await client.signOut(), "sign-out");
  assert.equal((await client.getSession()).data, null);
  good(await client.signIn.email({ email: EMAIL, password: PASSWORD }), "sign-in");
  assert.equal(good(await client.getSession(), "get-session again").user.id, session.user.id);
}

const home = await mkdtemp(join(tmpdir(), "tenantry-neon-client-"));
await mkdir(join(home, "data"));
const server = await startTenantry({ dataDir: join(home, "data") });
try {
  await flow(server.url);
  console.log("Neon's client: sign-up, code, get-session, token, sign-out, sign-in");
} finally {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}
