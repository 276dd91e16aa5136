// Codes and links by mail, as the tab that waits for them sees it.

import { expect, test } from "./support/test.mjs";

test.use({ refusals: [400] });

/** Signs somebody up as far as the dialog that waits for the code. */
async function askedForCode(ada, query = "") {
  const { page } = ada;
  await page.goto(`/auth/login?mode=sign-up${query}`);
  await ada.fillSignUp();
  const code = await ada.newCode();
  const wrong = code === "000000" ? "111111" : "000000";
  return { ada, page, code, wrong, dialog: page.getByRole("dialog", { name: "Check your email" }) };
}

test("the dialog for the code tells the tries left and survives a reload", async ({ newPerson }) => {
  test.slow();
  const { ada, page, dialog, code, wrong } = await askedForCode(await newPerson("Ada"), "&return_to=%2Faccount");
  await dialog.getByLabel("Six-digit code").fill(wrong);
  await expect(dialog.getByRole("alert")).toContainText("2 tries left");
  await page.reload();
  await expect(page).toHaveURL(/\/auth\/verify-email\?email=.*return_to=%2Faccount/);
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();
  await ada.enterCode(code);
  await expect(page).toHaveURL("/account");
});

test("a used-up code is told of until another one is sent", async ({ newPerson }) => {
  test.slow();
  const { ada, page, dialog, code } = await askedForCode(await newPerson("Ada"));
  const wrong = ["000000", "111111", "222222", "333333"].filter((it) => it !== code);
  for (const told of ["2 tries left", "1 try left", "This code has no tries left. Ask for a new one."]) {
    await dialog.getByLabel("Six-digit code").fill(wrong.pop());
    await expect(dialog.getByRole("alert")).toContainText(told);
  }
  await dialog.getByRole("button", { name: "Send a new code" }).click();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await ada.enterCode(await ada.newCode());
  await expect(page).toHaveURL("/auth/no-organization");
});

test("a tab that waits notices that the link was followed in another one", async ({ newOwner, newPerson, server }) => {
  const { email, organization } = await newOwner("Ada", "Acme");
  const ada = Object.assign(await newPerson("Ada"), { email });
  const { page } = ada;
  const members = `/o/${organization.slug}/members`;
  await page.goto(`/auth/magic-link?return_to=${encodeURIComponent(members)}`);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(await server.link(email));
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(members);
});

test("a pasted code is sent by itself, and not again before it's changed", async ({ newPerson }) => {
  test.slow();
  const { ada, page, dialog, code, wrong } = await askedForCode(await newPerson("Ada"));
  const field = dialog.getByLabel("Six-digit code");
  for (const [name, value] of [["type", "text"], ["inputmode", "numeric"], ["autocomplete", "one-time-code"]]) {
    await expect(field).toHaveAttribute(name, value);
  }
  await expect(dialog.locator("input:not([type=hidden])")).toHaveCount(1);

  let tries = 0;
  page.on("request", (request) => { tries += request.url().endsWith("/email-otp/verify-email") ? 1 : 0; });
  await field.fill(`${wrong.slice(0, 3)}-${wrong.slice(3)}`);
  await expect(dialog.getByRole("alert")).toContainText("Wrong code.");
  await expect(dialog.getByRole("alert")).toContainText("2 tries left");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  const selected = await field.evaluate(({ selectionStart, selectionEnd, value }) => selectionEnd - selectionStart === value.length);
  expect(selected, "what is typed next replaces the wrong code").toBe(true);
  await field.dispatchEvent("input");
  expect(tries).toBe(1);
  await expect(dialog.getByRole("button", { name: "Continue" })).toBeEnabled();

  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(page).toHaveURL("/auth/no-organization");
  expect(tries).toBe(2);
});

test("another code can be asked for after a while, and the address corrected", async ({ newPerson }) => {
  const ada = await newPerson("Ada");
  const { page } = ada;
  await page.goto("/auth/login?mode=sign-up");
  await ada.fillSignUp();
  const dialog = page.getByRole("dialog", { name: "Check your email" });
  await expect(dialog).toContainText(ada.email);
  const resend = dialog.locator("[data-resend]");
  await expect(resend).toHaveText(/Send a new code in \d+ s/);
  await expect(resend).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Use another address" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("Email address")).toHaveValue(ada.email);
  await page.goto(`/auth/verify-email?email=${encodeURIComponent(ada.email)}`);
  await expect(page.getByRole("main")).not.toContainText(ada.email);
  await expect(page.getByRole("main")).toContainText("@example.com");
  await expect(page.getByText("Only the newest code works.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Use another one" })).toBeVisible();
});

test.describe("a link by mail", { tag: "@no-javascript" }, () => {
  test("tells the account and the device that asked, and waits for its button", async ({ newPerson, newBrowser, server }) => {
    const ada = await newPerson("Ada");
    await ada.signUp();
    const there = await ada.at(await newBrowser());
    await there.page.goto("/auth/magic-link");
    await there.page.getByLabel("Email address").fill(ada.email);
    await there.page.getByRole("button", { name: "Email me a sign-in link" }).click();
    const main = there.page.getByRole("main");
    await expect(main).toContainText("Opened it on another device?");
    const phone = await ada.at(await newBrowser());
    await phone.page.goto(await server.link(ada.email));
    const landing = phone.page.getByRole("main");
    await expect(landing).toContainText(/This link signs you in as a.*@example\.com/);
    await expect(landing).not.toContainText(ada.email);
    await expect(landing).toContainText(/Requested on .*Chrome/);
    await phone.page.getByRole("button", { name: "Sign in" }).click();
    await expect(phone.page).toHaveURL("/auth/no-organization");
  });
});
