// Links by mail do what their buttons say, once, for people without a password as well.

import { expect, test } from "./support/test.mjs";

test.use({ refusals: [410] });

test.describe("a mail", { tag: "@no-javascript" }, () => {
  test("allows a new password, by its link or by its code", async ({ newPerson, newBrowser, server }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const there = await ada.at(await newBrowser());
    const ask = async () => {
      await there.page.goto("/auth/login");
      await there.page.getByRole("link", { name: "Forgotten your password?" }).click();
      await there.page.getByLabel("E-mail address").fill(ada.email);
      await there.page.getByRole("button", { name: "E-mail me a code" }).click();
      await expect(there.page.getByRole("link", { name: "Enter the code" })).toBeVisible();
    };
    const choose = async (password) => {
      await there.page.getByLabel("New password").fill(password);
      await there.page.getByRole("button", { name: "Save the password" }).click();
      await expect(there.page.getByRole("status")).toContainText("The new password is set.");
    };
    await ask();
    const link = await server.link(ada.email);
    await there.page.goto(link);
    await choose("a first quiet street");
    await ada.page.goto("/account");
    await expect(ada.page).toHaveURL(/\/auth\/login/);
    await there.page.goto(link);
    await expect(there.page.getByRole("alert")).toHaveText("This link does not work any more.");

    await ask();
    await there.page.getByRole("link", { name: "Enter the code" }).click();
    await there.page.getByLabel("Six-digit code").fill(await ada.newCode());
    await choose("a second quiet street");
    await there.fillSignIn("a second quiet street");
    await expect(there.page).toHaveURL("/auth/no-organization");
  });

  test("signs in, new people too, and only by its button", async ({ newPerson, server, request }) => {
    const eve = await newPerson("Eve");
    await eve.page.goto("/auth/login?return_to=/account");
    await eve.page.getByLabel("E-mail address").fill(eve.email);
    await eve.page.getByRole("button", { name: "E-mail me a link to sign in" }).click();
    await expect(eve.page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
    const link = await server.link(eve.email);
    for (const method of ["GET", "HEAD", "GET"]) {
      expect((await request.fetch(link, { method })).status()).toBe(200);
    }
    await eve.page.goto(link);
    await eve.page.getByRole("button", { name: "Sign in" }).click();
    await expect(eve.page).toHaveURL("/account");
    await eve.page.goto(link);
    await expect(eve.page.getByRole("alert")).toHaveText("This link does not work any more.");
  });
});
