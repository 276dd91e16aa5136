// The door: forms that password managers and phones understand, and that say what is wrong.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

const password = (page) => page.getByLabel("Password", { exact: true });
const email = (page) => page.getByLabel("Email address");

test.describe("the fields of the door", { tag: "@no-javascript" }, () => {
  test("are known to password managers and to keyboards of phones", async ({ page, newPerson }) => {
    await page.goto("/auth/login");
    for (const [name, value] of [
      ["id", "email"], ["name", "email"], ["type", "email"], ["inputmode", "email"], ["autocapitalize", "off"],
      ["spellcheck", "false"], ["autocomplete", "username webauthn"],
    ]) await expect(email(page)).toHaveAttribute(name, value);
    await expect(password(page)).toHaveAttribute("autocomplete", "current-password");
    await expect(password(page)).toHaveAttribute("id", "password");
    const forms = page.locator("form[data-auth=sign-in]");
    await expect(forms.locator("input:not([type=hidden])")).toHaveCount(2);

    await page.goto("/auth/login?mode=sign-up");
    await expect(email(page)).toHaveAttribute("autocomplete", "username");
    await expect(password(page)).toHaveAttribute("autocomplete", "new-password");
    await expect(page.getByLabel("Your name")).toHaveAttribute("autocomplete", "name");

    const ada = await newPerson("Ada", page);
    await ada.signUp();
    await page.context().clearCookies();
    await page.goto("/auth/login");
    await email(page).fill(`  ${ada.email} `);
    await password(page).fill(ada.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL("/auth/no-organization");
  });

  test.describe("empty", () => {
    test.use({ refusals: [422] });

    test("say which of them is missing, and keep what was typed", async ({ page }) => {
      await page.goto("/auth/login");
      const send = page.getByRole("button", { name: "Sign in", exact: true });
      await expect(send).toBeEnabled();
      await send.click();
      const summary = page.getByRole("alert");
      await expect(summary).toBeFocused();
      await expect(summary.getByRole("link", { name: "Enter your email address." })).toBeVisible();
      await expect(email(page)).toHaveAttribute("aria-invalid", "true");
      await expect(email(page)).toHaveAccessibleDescription(/Enter your email address\./);
      await summary.getByRole("link", { name: "Enter your password." }).click();
      await expect(password(page)).toBeFocused();

      await email(page).fill("ada@example.com");
      await send.click();
      await expect(summary.getByRole("link")).toHaveCount(1);
      await expect(email(page)).toHaveValue("ada@example.com");
      await expect(email(page)).not.toHaveAttribute("aria-invalid", "true");
    });
  });
});

test("a password can be looked at without losing the place in it", async ({ page }) => {
  await page.goto("/auth/login");
  await password(page).fill("a quiet street");
  await password(page).evaluate((field) => field.setSelectionRange(3, 3));
  const show = page.getByRole("button", { name: "Show password" });
  await expect(show).toHaveAttribute("aria-pressed", "false");
  await expect(show).toHaveAttribute("type", "button");
  await show.click();
  await expect(password(page)).toHaveAttribute("type", "text");
  await expect(page.getByRole("button", { name: "Hide password" })).toHaveAttribute("aria-pressed", "true");
  await expect(password(page)).toBeFocused();
  expect(await password(page).evaluate((field) => field.selectionStart)).toBe(3);
});

test.describe("a new password", () => {
  test.use({ refusals: [400, 422] });

  test("is judged in words while it's typed, and only the server refuses it", async ({ newPerson }) => {
    const ada = await newPerson("Ada");
    const { page } = ada;
    await page.goto("/auth/login?mode=sign-up");
    const worth = page.locator("[data-worth-of=password]");
    await expect(worth).toHaveAttribute("role", "status");
    for (const [typed, said] of [
      ["street", "Too short"], ["11111111", "Easy to guess."], ["quietway", "Fair."], ["a quiet street by a bridge", "Strong"],
    ]) {
      await password(page).fill(typed);
      await expect(worth).toContainText(said);
    }
    ada.password = "Password1";
    await page.getByLabel("Your name").fill("Ada");
    await email(page).fill(ada.email);
    await password(page).fill(ada.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("alert")).toContainText("This password is on the lists that attackers try first.");
    // A long one is taken, whatever the line says of it.
    ada.password = "1234 5678 9012 3456";
    await ada.fillSignUp();
  });
});

test.describe("sites to sign in with", { tag: "@no-javascript" }, () => {
  test.use({ leavesFor: ["oauth"] });

  test("stand in the same order with their names, and the one used last is marked", async ({ page }) => {
    const buttons = page.getByRole("button", { name: /^Continue with/ });
    for (const mode of ["sign-in", "sign-up"]) {
      await page.goto(`/auth/login?mode=${mode}`);
      await expect(buttons).toHaveText(["Continue with Google", "Continue with GitHub"]);
      await expect(buttons.first().locator("svg.mark")).toBeVisible();
      await expect(page.getByText("Last used")).toHaveCount(0);
    }
    await page.goto("/auth/login?return_to=/account");
    await page.getByRole("button", { name: "Continue with GitHub" }).click();
    await page.getByLabel("Account").fill(`ada-${unique()}@example.com`);
    await page.getByLabel("Key").fill(String(Date.now()));
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page).toHaveURL("/account");
    await page.locator("summary", { hasText: "Your account" }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();

    await page.goto("/auth/login");
    await expect(buttons).toHaveText(["Continue with Google", "Continue with GitHub"]);
    await expect(page.getByRole("button", { name: "Continue with GitHub" })).toHaveAccessibleDescription("Last used");
    // The method used last stands before the form.
    const [site, form] = await Promise.all([buttons.first().boundingBox(), email(page).boundingBox()]);
    expect(site.y).toBeLessThan(form.y);
  });
});

test.describe("a button", () => {
  test.use({ refusals: [401] });

  test("says that it's busy, sends once, and works again", async ({ page }) => {
    let sent = 0;
    let answer;
    const held = new Promise((resolve) => { answer = resolve; });
    await page.route("**/api/auth/sign-in/email", async (route) => {
      sent += 1;
      await held;
      return route.continue();
    });
    await page.goto("/auth/login");
    await email(page).fill(`nobody-${unique()}@example.com`);
    await password(page).fill("a quiet street");
    const send = page.locator("form[data-auth=sign-in] button.primary");
    await expect(send).toHaveText("Sign in");
    await send.click();
    await expect(send).toHaveText("Signing in…");
    await expect(send).toHaveAttribute("aria-busy", "true");
    await expect(send).toBeEnabled();
    await send.click();
    answer();
    await expect(page.getByRole("alert")).toContainText("Wrong email or password.");
    expect(sent).toBe(1);
    await expect(send).toHaveText("Sign in");
    await expect(send).not.toHaveAttribute("aria-busy", "true");
  });

  test("works again after the way back", async ({ page }) => {
    await page.goto("/auth/forgot-password");
    await email(page).fill(`nobody-${unique()}@example.com`);
    const send = page.getByRole("button", { name: "Email me a code" });
    await send.click();
    await expect(page.getByRole("link", { name: "Enter the code" })).toBeVisible();
    await page.goBack();
    await expect(send).toBeVisible();
    await expect(send).not.toHaveAttribute("aria-busy", "true");
    await email(page).fill(`nobody-${unique()}@example.com`);
    await send.click();
    await expect(page.getByRole("link", { name: "Enter the code" })).toBeVisible();
  });
});

test.describe("too many attempts", () => {
  test.use({ refusals: [429] });

  test("are counted down, with another way to sign in", async ({ page }) => {
    const refusal = { status: 429, headers: { "retry-after": "3" }, json: { code: "RATE_LIMITED", message: "Slow down" } };
    await page.route("**/api/auth/sign-in/email", (route) => route.fulfill(refusal));
    await page.goto("/auth/login");
    await email(page).fill("ada@example.com");
    await password(page).fill("a quiet street");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const summary = page.getByRole("alert");
    await expect(summary).toContainText("Too many attempts");
    await expect(summary).toContainText(/You can try again in \d seconds?\./);
    // The seconds aren't read out one by one.
    await expect(summary.locator("[data-retry-after]")).toHaveAttribute("aria-live", "off");
    await expect(summary.getByRole("link", { name: "Email me a code" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Email me a sign-in link" })).toBeVisible();
    await expect(summary).toContainText("You can try again now.");
  });
});
