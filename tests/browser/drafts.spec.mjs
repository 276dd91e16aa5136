// Nothing that was typed is lost: over the end of a session, the step-up, the way back.

import { expect, test } from "./support/test.mjs";

const title = (page) => page.getByLabel("Add a to-do");

test.describe("after the session is over", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [401] });

  test("a form is sent after signing in again", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const list = `/o/${organization.slug}/todos?filter=open`;
    await page.goto(list);
    await title(page).fill("Order oak");
    await page.getByLabel("Visible to everyone").check();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    if (ada.scripts) {
      await ada.fillSignIn();
      await expect(page).toHaveURL(list);
      await expect(page.getByText("What you typed is back.")).toBeVisible();
      await expect(title(page)).toHaveValue("Order oak");
      await expect(title(page)).toBeFocused();
      await expect(page.getByLabel("Visible to everyone")).toBeChecked();
      await page.getByRole("button", { name: "Add", exact: true }).click();
    } else {
      await expect(page.getByRole("heading", { level: 1, name: "Your session has ended" })).toBeVisible();
      const opened = page.waitForEvent("popup");
      await page.getByRole("link", { name: "Sign in in a new tab" }).click();
      await ada.in(await opened).fillSignIn();
      await page.getByRole("button", { name: "Send it again" }).click();
    }
    await expect(ada.todo("Order oak")).toContainText("Shared");
    await page.reload();
    await expect(title(page)).toHaveValue("");
  });
});

test("a form that asks for the step-up is filled in afterwards", async ({ newOwner, server }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page, organization } = ada;
  await page.goto(`/o/${organization.slug}/settings`);
  await server.query(
    "UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
    [ada.email],
  );
  const address = page.locator("#slug");
  await address.fill(`${organization.slug}-new`);
  await page.getByRole("button", { name: "Change URL" }).click();
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(address).toHaveValue(`${organization.slug}-new`);
  await expect(page.getByText("What you typed is back.")).toBeVisible();
});

test("the back button finds what was typed", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page, organization } = ada;
  await page.goto(`/o/${organization.slug}/todos`);
  await title(page).fill("Order oak");
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  await page.goBack();
  await expect(title(page)).toHaveValue("Order oak");
});

test("two minutes before its end a session can be kept open", async ({ newOwner, server }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page, organization } = ada;
  const theirs = "WHERE user_id = (SELECT id FROM users WHERE email = $1)";
  await server.query(`UPDATE sessions SET expires_at = now() + interval '100 seconds' ${theirs}`, [ada.email]);
  await page.goto(`/o/${organization.slug}/todos`);
  await title(page).fill("Order oak");
  const notice = page.getByRole("alert");
  await expect(notice).toContainText("Your session ends in two minutes.");
  await server.query(`UPDATE sessions SET refreshed_at = now() - interval '2 days' ${theirs}`, [ada.email]);
  await notice.getByRole("button", { name: "Stay signed in" }).click();
  await expect(page.getByText("You stay signed in.")).toBeVisible();
  await expect(notice).toHaveCount(0);
  await expect(title(page)).toHaveValue("Order oak");
});
