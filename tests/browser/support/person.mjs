import { randomBytes } from "node:crypto";

import { expect } from "@playwright/test";

/** A few letters and digits that nobody else has. */
export function unique() {
  return randomBytes(5).toString("hex");
}

/** Somebody in front of a browser: does what people do and expects what they expect. */
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
    const twin = new Person(this.name, { page: await context.newPage(), server: this.server, scripts: this.scripts });
    return Object.assign(twin, { email: this.email, password: this.password });
  }

  async signUp() {
    await this.page.goto("/auth/login?mode=sign-up");
    await this.fillSignUp();
    await this.enterCode(await this.newCode());
    await expect(this.page).toHaveURL("/auth/no-organization");
  }

  /** Sends the sign-up form of the present page; afterwards a code is asked for. */
  async fillSignUp() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByLabel("E-mail address").fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await expect(this.page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  }

  async signIn(password = this.password) {
    await this.page.goto("/auth/login");
    await this.fillSignIn(password);
  }

  /** Sends the sign-in form of the present page. */
  async fillSignIn(password = this.password) {
    await this.page.getByLabel("E-mail address").fill(this.email);
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
    const organization = { name: `${name} ${unique()}` };
    organization.slug = organization.name.toLowerCase().replaceAll(" ", "-");
    await this.page.goto("/auth/register-organization");
    await this.page.getByLabel("Name of the organization").fill(organization.name);
    await this.page.getByRole("button", { name: "Register", exact: true }).click();
    await this.expectDashboard(organization);
    return organization;
  }

  async expectDashboard({ name, slug }) {
    await expect(this.page).toHaveURL(`/o/${slug}/dashboard`);
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  async invite(email, { slug }, role = "Member") {
    await this.page.goto(`/o/${slug}/members`);
    await this.page.getByLabel("Their e-mail address").fill(email);
    await this.page.getByRole("radio", { name: role }).check();
    await this.page.getByRole("button", { name: "Send the invitation" }).click();
    await expect(this.page.getByRole("status")).toContainText(email);
  }

  async addTodo(title, { shared = false } = {}) {
    await this.page.getByLabel("What is to be done?").fill(title);
    await this.page.getByLabel("Share with everybody in the organization").setChecked(shared);
    await this.page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(this.todo(title)).toBeVisible();
  }

  /** The row of a todo. */
  todo(title) {
    return this.page.locator(".todo").filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** Opens the menu beside a todo and returns it. */
  async todoMenu(title) {
    const row = this.todo(title);
    await row.locator("summary", { hasText: "More about" }).click();
    return row;
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
}
