// Refused input: the page says why, and nothing typed is lost.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

test.describe("refused sign-ins", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [400, 401, 422] });

  test("a wrong password and an unknown address get the same answer", async ({ newOwner, newPerson }) => {
    const ada = await newOwner("Ada", "Acme");
    const guesser = await newPerson("Eve");
    const answers = [];
    for (const email of [ada.email, `nobody-${unique()}@example.com`]) {
      guesser.email = email;
      await guesser.signIn("not the password");
      const summary = guesser.page.getByRole("alert");
      await expect(summary).toBeVisible();
      answers.push((await summary.innerText()).trim());
      await expect(guesser.page.getByLabel("Email address")).toHaveValue(email);
      await expect(guesser.page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "password");
      const reset = guesser.page.getByRole("link", { name: "Email me a code" });
      const { searchParams } = new URL(await reset.getAttribute("href"), guesser.page.url());
      expect(searchParams.get("email")).toBe(email);
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain("Wrong email or password.");
  });

  test("a sign-up says at each field what is wrong and keeps the rest", async ({ page }) => {
    await page.goto("/auth/login?mode=sign-up");
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Email address").fill("ada at example");
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    const summary = page.getByRole("alert");
    await expect(summary).toBeVisible();
    await expect(page.getByLabel("Email address")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Email address")).toHaveValue("ada at example");
    await expect(page.getByLabel("Your name")).toHaveValue("Ada");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create your account");
    await summary.getByRole("link").first().click();
    await expect(page.getByLabel("Email address")).toBeFocused();
  });
});

test.describe("refused codes", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [400, 403, 422] });

  test("a wrong code can be corrected, and the right one works once", async ({ newPerson }) => {
    const ada = await newPerson("Ada");
    const { page } = ada;
    await page.goto("/auth/login?mode=sign-up");
    await ada.fillSignUp();
    const code = await ada.newCode();
    await ada.enterCode(wrong(code));
    await expect(page.getByRole("alert")).toBeVisible();
    const field = page.getByLabel("Six-digit code");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    // As people paste it.
    await ada.enterCode(` ${code.slice(0, 3)} ${code.slice(3)} `);
    await expect(page).toHaveURL("/auth/no-organization");

    const again = await page.context().newPage();
    await again.goto(`/auth/verify-email?email=${encodeURIComponent(ada.email)}`);
    await ada.in(again).enterCode(code);
    // Sending the form twice proves the mailbox once and leads on.
    await expect(again).toHaveURL("/auth/no-organization");
  });

  test("a code that was tried too often is used up, and a new one works", async ({ newPerson }) => {
    const ada = await newPerson("Ada");
    const { page } = ada;
    await page.goto("/auth/login?mode=sign-up");
    await ada.fillSignUp();
    const code = await ada.newCode();
    for (const nudge of [1, 2, 3]) {
      await ada.enterCode(wrong(code, nudge));
      await expect(page.getByRole("alert")).toContainText("Wrong");
      // Without scripts the summary is where reading goes on.
      if (ada.scripts) await expect(page.getByLabel("Six-digit code")).toBeFocused();
    }
    await ada.enterCode(code);
    await expect(page.getByRole("alert")).toContainText("Too many wrong codes");
    await expect(page.getByRole("button", { name: "Send a new code", exact: true })).toBeEnabled();
    await page.goto(`/auth/verify-email?email=${encodeURIComponent(ada.email)}`);
    await ada.enterCode(code);
    await expect(page.getByRole("alert")).toBeVisible();

    await ada.signIn();
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
    await ada.enterCode(await ada.newCode());
    await expect(page).toHaveURL("/auth/no-organization");
  });

  test("an old code is told apart from a wrong one", async ({ newPerson, server }) => {
    const ada = await newPerson("Ada");
    await ada.page.goto("/auth/login?mode=sign-up");
    await ada.fillSignUp();
    const code = await ada.newCode();
    const aged = await server.query(
      `UPDATE neon_auth.verification SET "expiresAt" = now() - interval '1 second' WHERE identifier LIKE $1`,
      [`%${ada.email}`],
    );
    expect(aged.rowCount).toBe(1);
    await ada.enterCode(code);
    await expect(ada.page.getByRole("alert")).toContainText("This code has expired. Ask for a new one.");
  });
});

test.describe("a refused organization", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [422] });

  test("its address taken, reserved or malformed: said at the field, the form kept", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    const refused = [
      [ada.organization.slug, /taken/],
      ["dashboard", /reserved/],
      ["-Not a slug-", /letters|digits|dashes/],
    ];
    await page.goto("/auth/register-organization");
    for (const [slug, message] of refused) {
      await page.getByLabel("Organization name").fill("A second one");
      await page.getByLabel("URL").fill(slug);
      await page.getByRole("button", { name: "Create organization" }).click();
      await expect(page.locator("#slug-error")).toHaveText(message);
      await expect(page.getByLabel("URL")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("URL")).toHaveAttribute("aria-describedby", /slug-error/);
      await expect(page.getByLabel("URL")).toHaveValue(slug);
      await expect(page.getByLabel("Organization name")).toHaveValue("A second one");
    }
    await page.goto("/auth/select-tenant");
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  });
});

test("a form that is sent twice counts once", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  await page.goto(`/o/${ada.organization.slug}/todos`);
  const title = `Only once ${unique()}`;
  await page.getByLabel("Add a to-do").fill(title);
  await page.getByRole("button", { name: "Add", exact: true }).dblclick();
  await expect(ada.todo(title)).toHaveCount(1);
  await page.reload();
  await expect(ada.todo(title)).toHaveCount(1);

  // The same words may be wanted twice: the form works again afterwards.
  await ada.addTodo(`${title} more`);
});

/** Another code of the same shape. */
function wrong(code, nudge = 1) {
  return String((Number(code) + nudge) % 1_000_000).padStart(6, "0");
}
