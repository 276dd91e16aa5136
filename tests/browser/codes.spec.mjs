// Codes and links by mail, as the tab that waits for them sees it.

import { expect, test } from "./support/test.mjs";

test.use({ refusals: [400] });

test("the dialog for the code tells the tries left and survives a reload", async ({ newPerson }) => {
  test.slow();
  const ada = await newPerson("Ada");
  const { page } = ada;
  await page.goto("/auth/login?mode=sign-up&return_to=%2Faccount");
  await ada.fillSignUp();
  const code = await ada.newCode();
  const wrong = code === "000000" ? "111111" : "000000";
  const dialog = page.getByRole("dialog", { name: "Check your email" });
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
  const ada = await newPerson("Ada");
  const { page } = ada;
  await page.goto("/auth/login?mode=sign-up");
  await ada.fillSignUp();
  const code = await ada.newCode();
  const wrong = ["000000", "111111", "222222", "333333"].filter((it) => it !== code);
  const dialog = page.getByRole("dialog", { name: "Check your email" });
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
