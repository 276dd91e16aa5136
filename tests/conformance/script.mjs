// The calls, in one order, for whichever server is behind `world`. Each goes through the
// methods of better-auth/client; what the client has no method for goes through its $fetch.

import { createAuthClient } from "better-auth/client";
import { emailOTPClient, jwtClient, magicLinkClient } from "better-auth/client/plugins";

import { Browser } from "./browser.mjs";

const PASSWORD = "correct horse battery staple";
const BETTER = "a better horse, a better staple";

/** Runs the script and hands each answer to `world.note(step, answer)`. */
export async function run(world) {
  await signUp(world);
  await codes(world);
  await sessions(world);
  await account(world);
  await resets(world);
  await links(world);
  await refusals(world);
}

function visitor({ base }) {
  const browser = new Browser(base);
  const client = createAuthClient({
    baseURL: base,
    plugins: [emailOTPClient(), magicLinkClient(), jwtClient({ jwks: { jwksPath: "/.well-known/jwks.json" } })],
    fetchOptions: { customFetchImpl: browser.fetch },
  });
  return { browser, client, get: (path) => client.$fetch(path), post: (path, body) => client.$fetch(path, { method: "POST", body }) };
}

/** Calls, and notes what came over the wire. */
async function step(world, name, who, call) {
  who.browser.last = null;
  await call(who.client).catch(() => {});
  world.note(name, who.browser.last);
}

/** Somebody who has signed up and proven the mailbox. */
async function member(world, name, password = PASSWORD) {
  const who = Object.assign(visitor(world), { email: world.address(name) });
  await who.client.signUp.email({ name, email: who.email, password });
  await world.forget(who.email);
  await who.client.emailOtp.sendVerificationOtp({ email: who.email, type: "email-verification" });
  await who.client.emailOtp.verifyEmail({ email: who.email, otp: await world.code(who.email) });
  return who;
}

async function signUp(world) {
  const ada = visitor(world);
  const email = world.address("ada");
  const at = (name, call) => step(world, `sign-up: ${name}`, ada, call);
  await at("is it there", ({ $fetch }) => $fetch("/ok"));
  await at("nobody's session", (it) => it.getSession());
  await at("nobody's token", (it) => it.token());
  await at("no address", (it) => it.signUp.email({ name: "Ada", password: PASSWORD }));
  await at("no such address", (it) => it.signUp.email({ name: "Ada", email: "ada at home", password: PASSWORD }));
  await at("short password", (it) => it.signUp.email({ name: "Ada", email, password: "short" }));
  await at("a role of one's own", (it) => it.signUp.email({ name: "Ada", email, password: PASSWORD, role: "admin" }));
  await at("well", (it) => it.signUp.email({ name: "Ada", email, password: PASSWORD }));
  await at("once more", (it) => it.signUp.email({ name: "Eve", email, password: PASSWORD }));
  await at("sign in unproven", (it) => it.signIn.email({ email, password: PASSWORD }));
  await at("unproven and wrong", (it) => it.signIn.email({ email, password: BETTER }));
  await at("no session yet", (it) => it.getSession());
}

async function codes(world) {
  const ben = Object.assign(visitor(world), { email: world.address("ben") });
  const { email } = ben;
  const at = (name, call) => step(world, `codes: ${name}`, ben, call);
  await ben.client.signUp.email({ name: "Ben", email, password: PASSWORD });
  await at("to a stranger", (it) => it.emailOtp.sendVerificationOtp({ email: world.address("nobody"), type: "email-verification" }));
  await at("of no such type", (it) => it.emailOtp.sendVerificationOtp({ email, type: "lottery" }));
  await world.forget(email);
  await at("sent", (it) => it.emailOtp.sendVerificationOtp({ email, type: "email-verification" }));
  const otp = await world.code(email);
  const wrong = otp === "000000" ? "000001" : "000000";
  await at("wrong", (it) => it.emailOtp.verifyEmail({ email, otp: wrong }));
  await at("right, only looked at", (it) => it.emailOtp.checkVerificationOtp({ email, otp, type: "email-verification" }));
  await at("wrong, looked at", (it) => it.emailOtp.checkVerificationOtp({ email, otp: wrong, type: "email-verification" }));
  await at("of another purpose", (it) => it.signIn.emailOtp({ email, otp }));
  await at("right", (it) => it.emailOtp.verifyEmail({ email, otp }));
  await at("right once more", (it) => it.emailOtp.verifyEmail({ email, otp }));
  await at("session after proof", (it) => it.getSession());

  const carl = world.address("carl");
  await at("to sign in, as a stranger", (it) => it.emailOtp.sendVerificationOtp({ email: carl, type: "sign-in" }));
  const code = await world.code(carl);
  await at("a stranger signs in", (it) => it.signIn.emailOtp({ email: carl, otp: code }));
  await at("the stranger has a session", (it) => it.getSession());

  const dora = world.address("dora");
  await ben.client.emailOtp.sendVerificationOtp({ email: dora, type: "sign-in" });
  const right = await world.code(dora);
  for (const nth of ["first", "second", "third", "fourth"]) {
    await at(`guessed, ${nth}`, (it) => it.signIn.emailOtp({ email: dora, otp: right === "000000" ? "000001" : "000000" }));
  }
  await at("right after too many", (it) => it.signIn.emailOtp({ email: dora, otp: right }));
}

async function sessions(world) {
  const eva = await member(world, "eva");
  const { email } = eva;
  const at = (name, call, who = eva) => step(world, `sessions: ${name}`, who, call);
  await at("sign out", (it) => it.signOut());
  await at("sign out once more", (it) => it.signOut());
  await at("wrong password", (it) => it.signIn.email({ email, password: BETTER }));
  await at("unknown address", (it) => it.signIn.email({ email: world.address("unknown"), password: PASSWORD }));
  await at("sign in", (it) => it.signIn.email({ email, password: PASSWORD }));
  await at("get-session", (it) => it.getSession());
  await at("get-session without refresh", (it) => it.getSession({ query: { disableRefresh: true } }));
  await at("post to get-session", ({ $fetch }) => $fetch("/get-session", { method: "POST", body: {} }));
  await at("token", (it) => it.token());
  await at("jwks", (it) => it.jwks());
  await at("sign in, to be sent on", (it) => it.signIn.email({ email, password: PASSWORD, callbackURL: "/dashboard" }));
  await at("sign in, to be sent away", (it) => it.signIn.email({ email, password: PASSWORD, callbackURL: "https://evil.example" }));
  const passing = visitor(world);
  await at("sign in without being remembered", (it) => it.signIn.email({ email, password: PASSWORD, rememberMe: false }), passing);
  await at("list", (it) => it.listSessions());
  await at("revoke one", (it) => it.revokeSession({ token: "of nobody" }));
  await at("revoke the others", (it) => it.revokeOtherSessions());
  await at("the other is gone", (it) => it.getSession(), passing);
  const thief = visitor(world);
  const [name, value] = eva.browser.cookie("session_token");
  thief.browser.take([name, value.replace(/.(?=\.)/, (last) => (last === "x" ? "y" : "x"))]);
  await at("a cookie with another token", (it) => it.getSession(), thief);
  await at("revoke all", (it) => it.revokeSessions());
  await at("all are gone", (it) => it.getSession());
  await at("list without a session", (it) => it.listSessions());
}

async function account(world) {
  const finn = await member(world, "finn");
  const { email } = finn;
  const at = (name, call, who = finn) => step(world, `account: ${name}`, who, call);
  await at("new name", (it) => it.updateUser({ name: "Finnegan" }));
  await at("another address in update-user", (it) => it.updateUser({ email: world.address("other") }));
  await at("nothing to update", (it) => it.updateUser({}));
  await at("a role in update-user", (it) => it.updateUser({ role: "admin" }));
  await at("accounts", (it) => it.listAccounts());
  const { data: accounts } = await finn.client.listAccounts();
  await at("unlink the only one", (it) => it.unlinkAccount({ providerId: "credential", accountId: accounts?.[0]?.accountId ?? "" }));
  await at("unlink none", (it) => it.unlinkAccount({ providerId: "google", accountId: "1" }));
  await at("verify-password, wrong", ({ $fetch }) => $fetch("/verify-password", { method: "POST", body: { password: BETTER } }));
  await at("verify-password, right", ({ $fetch }) => $fetch("/verify-password", { method: "POST", body: { password: PASSWORD } }));
  await at("change password, wrong", (it) => it.changePassword({ currentPassword: BETTER, newPassword: BETTER }));
  await at("change password, short", (it) => it.changePassword({ currentPassword: PASSWORD, newPassword: "short" }));
  await at("change password, keep the others", (it) => it.changePassword({ currentPassword: PASSWORD, newPassword: BETTER, revokeOtherSessions: false }));
  await at("change password, end the others", (it) => it.changePassword({ currentPassword: BETTER, newPassword: PASSWORD, revokeOtherSessions: true }));
  await at("still signed in", (it) => it.getSession());
  await at("change email", (it) => it.changeEmail({ newEmail: world.address("finnegan") }));
  await at("change email to one's own", (it) => it.changeEmail({ newEmail: email }));
  await at("change password as nobody", (it) => it.changePassword({ currentPassword: BETTER, newPassword: PASSWORD }), visitor(world));
  await at("delete, wrong password", (it) => it.deleteUser({ password: BETTER }));
  await at("delete", (it) => it.deleteUser({ password: PASSWORD }));
  await at("gone", (it) => it.getSession());
}

async function resets(world) {
  const gil = await member(world, "gil");
  const { email } = gil;
  const at = (name, call, who = gil) => step(world, `resets: ${name}`, who, call);
  await at("code for a stranger", (it) => it.emailOtp.requestPasswordReset({ email: world.address("noone") }));
  await world.forget(email);
  await at("code", (it) => it.emailOtp.requestPasswordReset({ email }));
  const otp = await world.code(email);
  await at("wrong code", (it) => it.emailOtp.resetPassword({ email, otp: otp === "000000" ? "000001" : "000000", password: BETTER }));
  await at("right code", (it) => it.emailOtp.resetPassword({ email, otp, password: BETTER }));
  await at("code once more", (it) => it.emailOtp.resetPassword({ email, otp, password: BETTER }));
  await at("the session from before", (it) => it.getSession());
  await at("new password", (it) => it.signIn.email({ email, password: BETTER }));
  await at("older name of the call", (it) => it.forgetPassword.emailOtp({ email }));
  const hugo = await member(world, "hugo");
  await at("link for a stranger", (it) => it.requestPasswordReset({ email: world.address("noone"), redirectTo: "/auth/reset-password" }));
  await at("link that leads away", (it) => it.requestPasswordReset({ email: hugo.email, redirectTo: "https://evil.example" }));
  await world.forget(hugo.email);
  await at("link", (it) => it.requestPasswordReset({ email: hugo.email, redirectTo: "/auth/reset-password" }));
  const token = await world.token(hugo.email);
  await at("link is opened", ({ $fetch }) => $fetch(`/reset-password/${token}`, { query: { callbackURL: "/auth/reset-password" } }));
  await at("made-up link is opened", ({ $fetch }) => $fetch("/reset-password/madeup", { query: { callbackURL: "/auth/reset-password" } }));
  await at("by link", (it) => it.resetPassword({ newPassword: BETTER, token }));
  await at("by link once more", (it) => it.resetPassword({ newPassword: BETTER, token }));
  await at("by made-up link", (it) => it.resetPassword({ newPassword: BETTER, token: "madeup" }));
  await at("password by link", (it) => it.signIn.email({ email: hugo.email, password: BETTER }));
}

async function links(world) {
  const ida = visitor(world);
  const email = world.address("ida");
  const at = (name, call, who = ida) => step(world, `links: ${name}`, who, call);
  await at("magic link, malformed address", (it) => it.signIn.magicLink({ email: "ida" }));
  await at("magic link that leads away", (it) => it.signIn.magicLink({ email, callbackURL: "https://evil.example" }));
  await world.forget(email);
  await at("magic link", (it) => it.signIn.magicLink({ email, name: "Ida", callbackURL: "/dashboard" }));
  await world.token(email);
  await at("made-up magic link", (it) => it.magicLink.verify({ query: { token: "madeup", callbackURL: "/dashboard" } }));
  await at("verification mail", (it) => it.sendVerificationEmail({ email: world.address("ada"), callbackURL: "/dashboard" }));
  await at("verification mail for a stranger", (it) => it.sendVerificationEmail({ email: world.address("noone") }));
  await at("made-up verification link", (it) => it.verifyEmail({ query: { token: "madeup" } }));
}

async function refusals(world) {
  const joe = visitor(world);
  const at = (name, call) => step(world, `refusals: ${name}`, joe, call);
  await at("no such path", ({ $fetch }) => $fetch("/no-such-path"));
  await at("no such method", ({ $fetch }) => $fetch("/sign-in/email", { method: "PUT", body: {} }));
  await at("no JSON", ({ $fetch }) => $fetch("/sign-in/email", { method: "POST", body: "{", headers: { "content-type": "application/json" } }));
  await at("plain text", ({ $fetch }) => $fetch("/sign-in/email", { method: "POST", body: "email=x", headers: { "content-type": "text/plain" } }));
  await at("a social provider that is not set up", (it) => it.signIn.social({ provider: "google", callbackURL: "/" }));
  await at("update as nobody", (it) => it.updateUser({ name: "Nobody" }));
  await at("change e-mail as nobody", (it) => it.changeEmail({ newEmail: world.address("noone") }));
  await at("delete as nobody", (it) => it.deleteUser({}));
  await at("accounts as nobody", (it) => it.listAccounts());
  await at("revoke as nobody", (it) => it.revokeSession({ token: "x" }));
}
