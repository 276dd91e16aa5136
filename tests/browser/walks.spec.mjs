// The two walks that decide whether people stay: how many clicks, fields and codes they take.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

/** Somebody who counts what they have to do. */
class Walk {
  clicks = 0;
  fields = 0;
  codes = 0;

  async click(control) {
    this.clicks += 1;
    await control.click();
  }

  async fill(field, text) {
    this.fields += 1;
    await field.fill(text);
  }
}

test.describe("walks", { tag: "@no-javascript" }, () => {
  test("from the landing page to an invited colleague", async ({ newPerson, server }) => {
    const ada = await newPerson("Ada");
    const { page } = ada;
    const walk = new Walk();
    await page.goto("/");
    await walk.click(page.getByRole("main").getByRole("link", { name: "Create an account" }));
    await walk.fill(page.getByLabel("Your name"), "Ada");
    await walk.fill(page.getByLabel("Email address"), ada.email);
    await walk.fill(page.getByLabel("Password", { exact: true }), ada.password);
    await walk.click(page.getByRole("button", { name: "Create account" }));
    await ada.enterCode(await ada.newCode());
    walk.codes += 1;
    await walk.click(page.getByRole("link", { name: "Create organization" }));
    await walk.fill(page.getByLabel("Organization name"), `Acme ${unique()}`);
    await walk.click(page.getByRole("button", { name: "Create organization" }));
    const colleague = `grace-${unique()}@example.com`;
    await page.getByLabel("Email addresses").fill(colleague);
    await walk.click(page.getByRole("button", { name: "Send invitations" }));
    await expect(page.getByRole("status").first()).toContainText(colleague);
    expect(await server.invitation(colleague)).toBeTruthy();
    // The address of the colleague is what the walk is for.
    expect(walk).toEqual(Object.assign(new Walk(), { clicks: 5, fields: 4, codes: 1 }));
  });

  test("from the mail of an invitation to the dashboard", async ({ newOwner, newPerson, server }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newPerson("Bob");
    await ada.invite(bob.email, ada.organization);
    const { page } = bob;
    const walk = new Walk();
    const link = await server.invitation(bob.email);
    walk.clicks += 1; // on the link in the mail
    await page.goto(link);
    await walk.fill(page.getByLabel("Your name"), "Bob");
    await walk.fill(page.getByLabel("Password", { exact: true }), bob.password);
    await walk.click(page.getByRole("button", { name: "Create account and join" }));
    await bob.expectDashboard(ada.organization);
    expect(walk).toEqual(Object.assign(new Walk(), { clicks: 2, fields: 2 }));
    const mails = await (await page.request.get(`${server.url}/dev/mailbox?to=${encodeURIComponent(bob.email)}`, {
      headers: { accept: "application/json" },
    })).json();
    expect(mails.filter(({ text }) => /\b\d{6}\b/.test(text)), "no second mail with a code").toHaveLength(0);
  });
});
