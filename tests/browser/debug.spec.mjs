// The panel of development that tells what became of the last credentials.

import { expect, test } from "./support/test.mjs";

test.use({ refusals: [401, 422] });

test("the sign-in log opens over any page by keyboard, is copied, and Escape closes it", async ({ newPerson, context, page }) => {
  const ada = await newPerson("Ada", page);
  await ada.signIn("a wrong password");
  await expect(page.getByRole("alert")).toBeVisible();

  const button = page.getByRole("button", { name: "Sign-in log" });
  await button.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Sign-in log" });
  const server = panel.getByRole("region", { name: "On the server" });
  // Only the newest attempt is open, and another test may have made that one.
  const attempt = server.getByRole("group").filter({ hasText: "401 POST /api/auth/sign-in/email" }).first();
  await attempt.evaluate((details) => { details.open = true; });
  await expect(attempt.getByRole("cell", { name: "INVALID_EMAIL_OR_PASSWORD" })).toBeVisible();
  await expect(panel.getByRole("region", { name: "In this tab" })).toContainText("POST /api/auth/sign-in/email");

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: "Copy all logs" }).click();
  await expect(panel.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("INVALID_EMAIL_OR_PASSWORD");
  expect(copied).toContain("POST /api/auth/sign-in/email");
  expect(copied).not.toContain(ada.email);
  expect(copied).not.toContain("a wrong password");

  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("the sign-in log is one click away @no-javascript", async ({ page, javaScriptEnabled }) => {
  await page.goto("/auth/login");
  await page.getByText("Sign-in log").click();
  await expect(page.getByRole("heading", { name: "On the server" })).toBeVisible();
  await expect(page).toHaveURL(javaScriptEnabled === false ? "/dev/debug" : "/auth/login");
});
