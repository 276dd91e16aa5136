import { expect } from "@playwright/test";

import { query } from "../servers/postgres.mjs";

/** The Tenantry that a test talks to, and what a person would find in their mail. */
export class ServerUnderTest {
  #codes;
  #databaseUrl;

  constructor({ url, codes, databaseUrl }) {
    this.url = url;
    this.#codes = codes;
    this.#databaseUrl = databaseUrl;
  }

  /** The newest six-digit code mailed to `email` that is not among `seen`. */
  async code(email, seen = []) {
    return this.#arrives(this.#codes, email, (mail) => {
      const code = mail.text.match(/\b\d{6}\b/)?.[0];
      return seen.includes(code) ? null : code;
    });
  }

  /** The path of the newest invitation mailed to `email`. */
  async invitation(email) {
    return this.#arrives(`${this.url}/dev/mailbox`, email, (mail) => mail.text.match(/\/invitations\/[\w-]+/)?.[0]);
  }

  /** The path of the newest link mailed to `email` that opens a page with a button. */
  async link(email) {
    return this.#arrives(`${this.url}/dev/mailbox`, email, (mail) => mail.text.match(/\/auth\/[\w-]+\?token=\w+/)?.[0]);
  }

  /** The link that a hosted provider mailed to `email`, by way of our origin. */
  async hostedLink(email) {
    const link = await this.#arrives(this.#codes, email, (mail) => mail.text.match(/\/magic-link\/verify\?\S+/)?.[0]);
    return `/api/auth${link}`;
  }

  /** Changes the database behind the server's back. */
  async query(sql, values) {
    return query(this.#databaseUrl, sql, values);
  }

  async #arrives(mailbox, email, find) {
    let found;
    const look = async () => {
      const answer = await fetch(`${mailbox}?to=${encodeURIComponent(email)}`, {
        headers: { accept: "application/json" },
      });
      found = (await answer.json()).map(find).find(Boolean);
      return Boolean(found);
    };
    await expect.poll(look, { message: `mail to ${email}`, intervals: [50, 100, 200, 400] }).toBe(true);
    return found;
  }
}
