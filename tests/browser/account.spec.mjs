// One's own account: a new password signs every other device out, and what is sensitive
// is asked for again.

import { expect, test } from "./support/test.mjs";

test.describe("a new password", { tag: ["@no-javascript", "@better-auth"] }, () => {
  test("ends the other devices and keeps this one", async ({ newPerson, newBrowser }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const phone = await ada.at(await newBrowser());
    await phone.signIn();
    await expect(phone.page).toHaveURL("/auth/no-organization");

    const { page } = ada;
    await page.goto("/account");
    await page.getByRole("navigation", { name: "Your account" }).getByRole("link", { name: "Security" }).click();
    const better = `${ada.password} and a bridge`;
    await page.getByLabel("Current password").fill(ada.password);
    await page.getByLabel("New password").fill(better);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Password changed." })).toBeVisible();

    await phone.page.goto("/account");
    await expect(phone.page).toHaveURL(/\/auth\/login\?return_to=/);
    await phone.fillSignIn(better);
    await expect(phone.page).toHaveURL("/account");
    await page.getByRole("button", { name: "Sign out all other devices" }).waitFor({ state: "hidden" });
    await page.reload();
    await page.getByRole("button", { name: "Sign out all other devices" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Signed out all other devices." })).toBeVisible();
    await phone.page.reload();
    await expect(phone.page).toHaveURL(/\/auth\/login\?return_to=/);

    await page.getByRole("link", { name: "See all activity" }).click();
    await expect(page.getByRole("main")).toContainText("Changed the password");
    await expect(page.getByRole("main")).toContainText("Signed out everywhere else");
  });
});
