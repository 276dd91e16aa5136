// Signing in elsewhere at a hosted provider, in a browser that keeps no cookies of other
// sites: behind our proxy, and in direct mode, where the script talks to the provider.

import { unique } from "./support/person.mjs";
import { expect, test } from "./support/test.mjs";

for (const provider of ["hosted", "direct"]) {
  test.describe(`sign-in elsewhere, ${provider}`, { tag: "@better-auth-only" }, () => {
    test.use({ provider, leavesFor: ["betterAuth"] });

    test("needs no cookie of another site", async ({ page, context }) => {
      await blockThirdPartyCookies(page);
      const email = `ada-${unique()}@example.com`;
      await page.goto("/auth/login?return_to=/account");
      await page.getByRole("button", { name: "Continue with Google" }).click();
      await answer(page, email, "Allow");

      await expect(page).toHaveURL("/account");
      await expect(page.getByRole("main")).toContainText(email);
      const kept = await context.cookies();
      expect(kept.filter((cookie) => cookie.domain !== "localhost" || /chall/.test(cookie.name))).toEqual([]);
    });
  });
}

test.describe("behind our proxy", { tag: "@better-auth-only" }, () => {
  test.use({ leavesFor: ["betterAuth"] });

  test("a sign-in elsewhere that was declined leads back to where it began", async ({ page }) => {
    await page.goto("/auth/login?return_to=/account");
    await page.getByRole("button", { name: "Continue with GitHub" }).click();
    await answer(page, "ada@example.com", "Deny");
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await expect(page.getByRole("alert")).toContainText("The sign-in was canceled");
    await expect(page.locator('input[name="return_to"]').first()).toHaveValue("/account");
  });
});

test.describe("in direct mode", { tag: "@better-auth-only" }, () => {
  test.use({ provider: "direct", leavesFor: ["betterAuth"] });

  test("the script signs in at the provider, and the bridge completes a return", async ({ page, newPerson, context }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const away = JSON.parse(process.env.TENANTRY_SERVERS).betterAuth.url;
    const asked = page.waitForRequest((request) => request.url().startsWith(away) && request.method() === "POST");
    await blockThirdPartyCookies(page);
    await context.addCookies([{ name: "canary", value: "1", domain: "127.0.0.1", path: "/", sameSite: "None", secure: true }]);
    await ada.in(page).signIn();
    await expect(page).toHaveURL("/auth/no-organization");
    expect((await (await asked).allHeaders()).cookie, "cookies of other sites are blocked").toBeUndefined();

    await context.clearCookies();
    await page.goto("/auth/login");
    await page.evaluate(() => window.neonAuth.signInSocial("google"));
    await answer(page, `bob-${unique()}@example.com`, "Allow");
    await expect(page).toHaveURL("/auth/no-organization");
  });
});

async function answer(page, email, button) {
  await expect(page.getByRole("heading", { name: "Who would you like to be?" })).toBeVisible();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: button }).click();
}

async function blockThirdPartyCookies(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCookieControls", {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  });
}
