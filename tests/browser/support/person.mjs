import { randomBytes } from "node:crypto";

import { expect } from "@playwright/test";

/** A few letters and digits that nobody else has. */
export function unique() {
  return randomBytes(5).toString("hex");
}

/**
 * Somebody in front of a browser: does what people do and expects what they expect.
 *
 * A method called `fill…` uses the form of the present page. A person who only has to be
 * somebody, or somewhere, gets there by the requests of those forms.
 */
export class Person {
  #seen = [];

  constructor(name, { page, server, scripts }) {
    this.name = name;
    this.email = `${name.toLowerCase()}-${unique()}@example.com`;
    this.password = `a quiet street ${unique()}`;
    this.page = page;
    this.server = server;
    this.scripts = scripts;
  }

  /** The same person at another browser. */
  async at(context) {
    return this.in(await context.newPage());
  }

  /** The same person in another tab. */
  in(page) {
    const twin = new Person(this.name, { page, server: this.server, scripts: this.scripts });
    return Object.assign(twin, { email: this.email, password: this.password });
  }

  /** Becomes somebody with a proven mailbox, who belongs nowhere yet. */
  async signUp() {
    const { name, email, password } = this;
    await this.#send("/auth/sign-up", { name, email, password }, "/auth/verify-email");
    await this.#send("/auth/verify-email", { email, otp: await this.newCode() }, "/auth/no-organization");
  }

  /** Sends the sign-up form of the present page; afterwards a code is asked for. */
  async fillSignUp() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByLabel("Email address").fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await expect(this.page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  }

  /** Sends the form of the invitation on the present page, whose link has proven the mailbox. */
  async fillInvitedSignUp() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
    await this.page.getByRole("button", { name: "Create account and join" }).click();
  }

  async signIn(password = this.password) {
    await this.page.goto("/auth/login");
    await this.fillSignIn(password);
  }

  /** Sends the sign-in form of the present page. */
  async fillSignIn(password = this.password) {
    await this.page.getByLabel("Email address").fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** A code that was not used before. */
  async newCode() {
    const code = await this.server.code(this.email, this.#seen);
    this.#seen.push(code);
    return code;
  }

  /** With scripts, a complete code is sent by itself. */
  async enterCode(code) {
    await this.page.getByLabel("Six-digit code").fill(code);
    if (!this.scripts) await this.page.getByRole("button", { name: "Continue" }).click();
  }

  /** Registers an organization; its address is taken from its name. */
  async register(name) {
    const organization = nobodysYet(name);
    await this.#send("/auth/register-organization", { name: organization.name }, dashboard(organization));
    return organization;
  }

  /** Sends the form of the present page that registers an organization. */
  async fillRegistration(name) {
    const organization = nobodysYet(name);
    await this.page.getByLabel("Organization name").fill(organization.name);
    await this.page.getByRole("button", { name: "Create organization" }).click();
    await expect(this.page.getByRole("status")).toContainText(`${organization.name} created.`);
    await this.page.getByRole("link", { name: "Skip for now" }).click();
    await this.expectDashboard(organization);
    return organization;
  }

  async expectDashboard(organization) {
    await expect(this.page).toHaveURL(dashboard(organization));
    await expect(this.page.getByRole("heading", { level: 1, name: organization.name })).toBeVisible();
  }

  /** Invites somebody as a member. */
  async invite(email, { slug }) {
    await this.#send(`/o/${slug}/invitations`, { email, role: "member" }, `/o/${slug}/invitations`);
  }

  /** Sends the form of the invitations' page that invites somebody. */
  async fillInvitation(email, role = "Member") {
    await this.page.getByLabel("Email addresses").fill(email);
    await this.page.getByRole("radio", { name: role }).check();
    await this.page.getByRole("button", { name: "Send invitations" }).click();
    await expect(this.page.getByRole("status")).toContainText(email);
  }

  /** Accepts the invitation that came by mail. */
  async join(organization) {
    const link = await this.server.invitation(this.email);
    await this.#send(`${link}/acceptance`, {}, dashboard(organization));
  }

  async addTodo(title, { shared = false } = {}) {
    await this.page.getByLabel("Add a to-do").fill(title);
    await this.page.getByLabel("Visible to everyone").setChecked(shared);
    await this.page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(this.todo(title)).toBeVisible();
  }

  /** The row of a todo. */
  todo(title) {
    return this.page.locator(".todo").filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** Opens the menu of a todo and returns it; without scripts, it's on the todo's own page. */
  async todoMenu(title) {
    if (!this.scripts) await this.page.getByRole("link", { name: title, exact: true }).click();
    const place = this.scripts ? this.todo(title) : this.page.locator(".todo-head");
    await place.locator("summary", { hasText: "More about" }).click();
    return place;
  }

  async openSwitcher() {
    await this.page.locator("summary", { hasText: "Switch organization" }).click();
    return this.page.getByRole("navigation", { name: "Organizations" });
  }

  async signOut() {
    await this.page.locator("summary", { hasText: "Your account" }).click();
    await this.page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(this.page.getByRole("link", { name: "Sign in" }).or(this.page.getByRole("button", { name: "Sign in" })).first()).toBeVisible();
  }

  /** Sends a form without its page, as browsers without scripts do, and is led to `to`. */
  async #send(path, form, to) {
    const answer = await this.page.request.post(path, { form, headers: { origin: this.server.url } });
    expect(new URL(answer.url()).pathname, `where the form of ${path} leads`).toBe(to);
  }
}

/** An organization that nobody has registered, and the address it will have. */
function nobodysYet(name) {
  const organization = `${name} ${unique()}`;
  return { name: organization, slug: organization.toLowerCase().replaceAll(" ", "-") };
}

function dashboard({ slug }) {
  return `/o/${slug}/dashboard`;
}
