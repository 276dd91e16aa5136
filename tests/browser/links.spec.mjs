// Links by mail do what their buttons say, once, for people without a password as well.

import { expect, test } from "./support/test.mjs";

test.use({ refusals: [410] });

/** Asks for the mail of somebody who has forgotten the password. */
async function forgotten({ page, email }) {
  await page.goto("/auth/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Email me a code" }).click();
  await expect(page.getByRole("link", { name: "Enter the code" })).toBeVisible();
}

/** Asks for a link on the sign-in page. */
async function askForLink({ page, email }) {
  await page.goto("/auth/login?return_to=/account");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
}

test.describe("a mail's code", { tag: ["@no-javascript", "@better-auth"] }, () => {
  test.use({ refusals: [401, 422] });

  test("allows a new password, and the old one is none any more", async ({ newPerson, newBrowser }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const there = await ada.at(await newBrowser());
    await forgotten(there);
    await there.page.getByRole("link", { name: "Enter the code" }).click();
    await there.page.getByLabel("New password").fill("a second quiet street");
    await there.page.getByLabel("Six-digit code").fill(await ada.newCode());
    // With scripts, a complete form is sent by itself.
    if (!there.scripts) await there.page.getByRole("button", { name: "Save password" }).click();
    await expect(there.page.getByRole("status")).toContainText("Password changed.");
    await there.fillSignIn(ada.password);
    await expect(there.page.getByRole("alert")).toContainText("Wrong");
    await there.fillSignIn("a second quiet street");
    await expect(there.page).toHaveURL("/auth/no-organization");
  });
});

test("a hosted provider's link signs in", { tag: "@better-auth-only" }, async ({ newPerson, server }) => {
  const eve = await newPerson("Eve");
  await askForLink(eve);
  const link = await server.hostedLink(eve.email);
  await eve.page.goto(link);
  await expect(eve.page).toHaveURL("/account");
  await eve.page.goto(link);
  await expect(eve.page).not.toHaveURL(/magic-link/);
});

test.describe("a mail's link", { tag: "@no-javascript" }, () => {
  test("allows a new password", async ({ newPerson, newBrowser, server }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const there = await ada.at(await newBrowser());
    await forgotten(there);
    const link = await server.link(ada.email);
    await there.page.goto(link);
    await there.page.getByLabel("New password").fill("a first quiet street");
    await there.page.getByRole("button", { name: "Save password" }).click();
    await expect(there.page.getByRole("status")).toContainText("Password changed.");
    await ada.page.goto("/account");
    await expect(ada.page).toHaveURL(/\/auth\/login/);
    await there.page.goto(link);
    await expect(there.page.getByRole("alert")).toHaveText("This link doesn’t work anymore.");
  });

  test("signs in, new people too, and only by its button", async ({ newPerson, server, request }) => {
    const eve = await newPerson("Eve");
    await askForLink(eve);
    const link = await server.link(eve.email);
    for (const method of ["GET", "HEAD", "GET"]) {
      expect((await request.fetch(link, { method })).status()).toBe(200);
    }
    await eve.page.goto(link);
    await eve.page.getByRole("button", { name: "Sign in" }).click();
    await expect(eve.page).toHaveURL("/account");
    await eve.page.goto(link);
    await expect(eve.page.getByRole("alert")).toHaveText("This link doesn’t work anymore.");
  });
});
