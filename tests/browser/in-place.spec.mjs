// Changes in their place: scroll and focus stay, each is announced, and can be undone if there
// is a way back. Without scripts the same buttons lead back to the same rows.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

const scroll = (page) => page.evaluate(() => window.scrollY);
const announced = (page, text) => expect(page.locator("[aria-live=polite]", { hasText: text })).toBeVisible();

test.describe("in place", { tag: "@no-javascript" }, () => {
  test("a role is given and taken back", async ({ newOwner, newMember }) => {
    test.slow();
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const bob = await newMember(ada, "Bob");
    await page.setViewportSize({ width: 1280, height: 320 });
    await page.goto(`/o/${organization.slug}/members?sort=name`);
    const row = page.getByRole("row", { name: /Bob/ });
    const save = row.getByRole("button", { name: "Save the role of Bob" });
    await row.getByRole("combobox").selectOption("admin");
    await save.focus();
    const before = await scroll(page);
    await page.keyboard.press("Enter");
    await expect(page.getByText("Bob is an admin now.")).toBeVisible();
    await expect(row.getByRole("combobox")).toHaveValue("admin");
    if (!ada.scripts) return expect(page).toHaveURL(/\/members\?sort=name#member-/);
    await announced(page, "Bob is an admin now.");
    await expect(save).toBeFocused();
    expect(await scroll(page)).toBe(before);
    await expect(page).toHaveURL(`/o/${organization.slug}/members?sort=name`);
    await page.getByRole("button", { name: "Undo" }).click();
    await announced(page, "Bob is a member now.");
    await expect(row.getByRole("combobox")).toHaveValue("member");
    await expect(save).toBeFocused();
    expect(await scroll(page)).toBe(before);
  });

  test("an invitation is sent again and revoked", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const addresses = Array.from({ length: 8 }, (_, number) => `guest-${number}-${unique()}@example.com`);
    for (const email of addresses) await ada.invite(email, organization);
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.goto(`/o/${organization.slug}/invitations`);
    const revoke = (email) => page.getByRole("button", { name: `Cancel the invitation to ${email}` });
    const resend = page.getByRole("button", { name: `Resend the invitation to ${addresses[0]}` });
    await resend.focus();
    const before = await scroll(page);
    await page.keyboard.press("Enter");
    await expect(page.getByText(`Invitation to ${addresses[0]} sent again.`)).toBeVisible();
    if (ada.scripts) {
      await expect(resend).toBeFocused();
      expect(await scroll(page)).toBe(before);
    }
    await revoke(addresses[1]).click();
    await expect(page.getByText("Invitation canceled.")).toBeVisible();
    await expect(revoke(addresses[1])).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Pending 7" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Canceled 1" })).toBeVisible();
    // The list has the newest first: the next row is the one invited before.
    if (ada.scripts) await expect(revoke(addresses[0])).toBeFocused();
  });

  test("requests to join are answered until none is left", async ({ newOwner, newPerson }) => {
    test.slow();
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const link = await page.request.post(`/api/v1/tenants/${organization.slug}/join-links`, {
      data: { needs_approval: true },
      headers: { origin: ada.server.url },
    });
    const { pathname } = new URL((await link.json()).url);
    for (const name of ["Bob", "Cleo"]) {
      const guest = await newPerson(name);
      await guest.signUp();
      await guest.page.goto(pathname);
      await guest.page.getByRole("button", { name: "Ask to join" }).click();
    }
    await page.goto(`/o/${organization.slug}/requests`);
    const waiting = page.getByRole("link", { name: /^Requests/ });
    await expect(waiting).toHaveAccessibleName(/2/);
    await page.getByRole("button", { name: "Approve Bob" }).click();
    await expect(page.getByText("Bob joined as a member.")).toBeVisible();
    await expect(waiting).toHaveAccessibleName(/1/);
    const decline = page.getByRole("button", { name: "Decline Cleo" });
    if (ada.scripts) await expect(page.getByRole("button", { name: "Approve Cleo" })).toBeFocused();
    await decline.click();
    await expect(page.getByText("Declined the request of Cleo.")).toBeVisible();
    await expect(page.getByText("No requests")).toBeVisible();
  });

  test("several todos are ticked one after another, without waiting", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    await page.goto(`/o/${organization.slug}/todos`);
    for (const number of [1, 2, 3]) await ada.addTodo(`Saw board ${number}`);
    for (const number of [1, 2, 3]) {
      await page.getByRole("button", { name: `Mark as done: Saw board ${number}` }).click({ noWaitAfter: true });
      if (!ada.scripts) await expect(ada.todo(`Saw board ${number}`)).toContainText("Done");
    }
    for (const number of [1, 2, 3]) await expect(ada.todo(`Saw board ${number}`)).toContainText("Done");
    await expect(page.getByRole("link", { name: "Open 0" })).toBeVisible();
    if (!ada.scripts) return;

    await page.keyboard.press("Control+z");
    await expect(ada.todo("Saw board 3")).toContainText("Open");
    const menu = await ada.todoMenu("Saw board 1");
    await menu.getByRole("button", { name: "Share with everyone" }).click();
    await announced(page, "Now visible to everyone here.");
    await expect(ada.todo("Saw board 1")).toContainText("Shared");
    for (const way of ["Undo", "Later"]) {
      const again = await ada.todoMenu("Saw board 1");
      await again.getByRole("button", { name: "Delete" }).click();
      await announced(page, "Deleted: Saw board 1");
      await expect(ada.todo("Saw board 1")).toBeHidden();
      if (way === "Undo") await page.getByRole("button", { name: "Undo" }).click();
      if (way === "Undo") await expect(ada.todo("Saw board 1")).toBeVisible();
    }
    await expect(ada.todo("Saw board 1")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Open 1" })).toBeVisible();
  });
});
