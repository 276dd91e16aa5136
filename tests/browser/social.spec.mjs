import { unique } from "./support/person.mjs";
import { expect, test } from "./support/test.mjs";

test.use({ leavesFor: ["oauth"] });

test.describe("an account at another site", { tag: "@no-javascript" }, () => {
  for (const site of ["Google", "GitHub"]) {
    test(`signs its owner in: ${site}`, async ({ page }) => {
      const email = `ada-${unique()}@example.com`;
      await page.goto("/auth/login?return_to=/account");
      await leaveFor(page, site);
      await page.getByLabel("Account").fill(email);
      await page.getByLabel("Key").fill(String(Date.now()));
      await page.getByRole("button", { name: "Continue" }).click();

      await expect(page).toHaveURL("/account");
      await expect(page.getByRole("main")).toContainText(email);
      await page.goto("/dashboard");
      await expect(page).toHaveURL("/auth/no-organization");
    });
  }

  test("is not needed: who says no is back where they were going", async ({ page }) => {
    await page.goto("/auth/login?return_to=/account/organizations");
    await leaveFor(page, "Google");
    await page.getByRole("button", { name: "Cancel" }).click();

    await expect(page).toHaveURL(/\/auth\/login\?/);
    await expect(page.getByRole("alert")).toContainText("The sign-in was canceled");
    await expect(page.locator('input[name="return_to"]').first()).toHaveValue("/account/organizations");
    await page.getByRole("button", { name: "Continue with Google" }).click();
    await expect(page.getByRole("heading", { name: "Google of the tests" })).toBeVisible();
  });
});

/** Presses the site's button; the page in between leads on by itself. */
async function leaveFor(page, site) {
  await page.getByRole("button", { name: `Continue with ${site}` }).click();
  await expect(page.getByRole("heading", { name: `${site} of the tests` })).toBeVisible();
}
