// Tenantry's main job, from the first visit to the last, in a browser: with scripts and
// without, with Tenantry's own provider and with a real Better Auth server.

import { expect, test } from "./support/test.mjs";

test.describe("the main job", { tag: ["@no-javascript", "@better-auth"] }, () => {
  test("an organization from sign-up to its todos", async ({ newPerson }) => {
    const ada = await newPerson("Ada");
    const { page } = ada;

    await test.step("she signs up, proves her mailbox and belongs nowhere yet", async () => {
      await page.goto("/");
      await page.getByRole("link", { name: "Create an account" }).click();
      await ada.fillSignUp();
      await ada.enterCode(await ada.newCode());
      await expect(page).toHaveURL("/auth/no-organization");
      await expect(page.getByRole("main")).toContainText(ada.email);
    });

    const acme = await test.step("she registers an organization and sees its figures", async () => {
      await page.getByRole("link", { name: "Create organization" }).click();
      const registered = await ada.fillRegistration("Acme");
      await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
      await expectFigures(page, { "open to-dos": 0, "assigned to you": 0, member: 1, "pending invitations": 0 });
      return registered;
    });

    await test.step("she adds todos, completes, edits, shares and deletes them", async () => {
      await page.getByRole("link", { name: "To-dos", exact: true }).click();
      await expect(page).toHaveURL(`/o/${acme.slug}/todos`);
      await ada.addTodo("Order oak");
      await ada.addTodo("Call the mason", { shared: true });
      await ada.addTodo("Sweep the yard");
      await expect(ada.todo("Order oak")).toContainText("Only you");
      await expect(ada.todo("Call the mason")).toContainText("Shared");

      await page.getByRole("button", { name: "Mark as done: Order oak" }).click();
      await expect(page.getByRole("button", { name: "Reopen: Order oak" })).toBeVisible();

      const mason = await ada.todoMenu("Call the mason");
      await mason.getByRole("link", { name: "Edit" }).click();
      await page.getByLabel("Title").fill("Write to the mason");
      await page.getByLabel("Notes").fill("About the lintel");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("About the lintel")).toBeVisible();
      await page.getByRole("link", { name: "All to-dos" }).click();
      await expect(ada.todo("Write to the mason")).toContainText("Shared");
      await expect(ada.todo("Call the mason")).toHaveCount(0);

      const oak = await ada.todoMenu("Order oak");
      await oak.getByRole("button", { name: "Share with everyone" }).click();
      await expect(page.getByText("Now visible to everyone here.")).toBeVisible();
      if (!ada.scripts) await page.getByRole("link", { name: "All to-dos" }).click();
      await expect(ada.todo("Order oak")).toContainText("Shared");

      const yard = await ada.todoMenu("Sweep the yard");
      if (!ada.scripts) await yard.locator("summary", { hasText: "Delete…" }).click();
      await yard.getByRole("button", { name: "Delete" }).click();
      await expect(ada.todo("Sweep the yard")).toHaveCount(0);
    });

    await test.step("the filters and the dashboard count the same", async () => {
      const filters = page.getByRole("navigation", { name: "Filter" });
      await filters.getByRole("link", { name: "Done" }).click();
      await expect(ada.todo("Order oak")).toBeVisible();
      await expect(ada.todo("Write to the mason")).toHaveCount(0);
      await page.getByRole("link", { name: "Home", exact: true }).click();
      await expectFigures(page, { "open to-do": 1, "assigned to you": 0, member: 1, "pending invitations": 0 });
      await page.getByRole("link", { name: "Insights", exact: true }).first().click();
      await expect(page.getByRole("row", { name: /^\d+ \w+ 2 1 1$/ })).toHaveCount(1);
    });
  });

  test("a colleague joins by mail, founds a second organization and switches", async ({ newOwner, newPerson, provider }) => {
    const ada = await newOwner("Ada", "Acme");
    const acme = ada.organization;
    const bob = await newPerson("Bob");
    const { page } = bob;

    await test.step("Ada invites him and sees the invitation waiting", async () => {
      await ada.page.goto(`/o/${acme.slug}/invitations`);
      await ada.fillInvitation(bob.email);
      await expect(ada.page.getByRole("region", { name: "Sent invitations" })).toContainText(bob.email);
    });

    await test.step("he creates his account by the link, without a code of ours", async () => {
      const link = await bob.server.invitation(bob.email);
      await page.goto(link);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Join ${acme.name}`);
      await bob.fillInvitedSignUp();
      if (provider === "embedded") return;
      // A provider elsewhere doesn't take our word for a mailbox.
      await bob.enterCode(await bob.newCode());
      await page.getByRole("button", { name: "Accept invitation" }).click();
    });

    await test.step("he is at the dashboard, as a member", async () => {
      await bob.expectDashboard(acme);
      await expect(page.getByRole("status")).toContainText(`You joined ${acme.name}.`);
      await expectFigures(page, { members: 2 });
      await page.getByRole("link", { name: "Members", exact: true }).click();
      await expect(page.getByRole("row", { name: ada.email })).toContainText("Owner");
      await expect(page.getByRole("row", { name: bob.email })).toContainText("Member");
      await expect(page.getByRole("link", { name: "Invite people" })).toHaveCount(0);
    });

    await test.step("he sees what is shared with him, and nothing else", async () => {
      await ada.page.goto(`/o/${acme.slug}/todos`);
      await ada.addTodo("For everybody", { shared: true });
      await ada.addTodo("For Ada alone");
      await page.goto(`/o/${acme.slug}/todos`);
      await expect(bob.todo("For everybody")).toContainText("Ada");
      await expect(bob.todo("For Ada alone")).toHaveCount(0);
    });

    const bobs = await test.step("he registers an organization of his own", async () => {
      await page.goto("/auth/register-organization");
      return bob.fillRegistration("Bobs");
    });

    await test.step("the switcher leads to the same section of the other one", async () => {
      await page.getByRole("link", { name: "To-dos", exact: true }).click();
      const switcher = await bob.openSwitcher();
      await expect(switcher.getByRole("link", { name: bobs.name })).toHaveAttribute("aria-current", "true");
      await switcher.getByRole("link", { name: acme.name }).click();
      await expect(page).toHaveURL(`/o/${acme.slug}/todos`);
      await expect(page).toHaveTitle(new RegExp(acme.name));
      await expect(bob.todo("For everybody")).toBeVisible();
    });

    await test.step("the switcher's links open the other one in a tab of its own", async () => {
      const switcher = await bob.openSwitcher();
      const address = await switcher.getByRole("link", { name: bobs.name }).getAttribute("href");
      // Not by a middle click: Chromium's headless shell opens a tab for one and stays there.
      const tab = await page.context().newPage();
      await tab.goto(address);
      await expect(tab).toHaveURL(`/o/${bobs.slug}/todos`);
      await expect(tab.getByText("No to-dos yet")).toBeVisible();
      await expect(page).toHaveURL(`/o/${acme.slug}/todos`);
      await tab.close();
    });

    await test.step("he chooses among both, and a default", async () => {
      await page.goto("/auth/select-tenant");
      const main = page.getByRole("main");
      await expect(main.getByRole("listitem")).toHaveCount(2);
      await main.getByRole("link", { name: bobs.name }).click();
      await bob.expectDashboard(bobs);
      await page.goto("/dashboard");
      await bob.expectDashboard(bobs);
    });
  });

  test("one's account: the name, the sessions, signing out", async ({ newOwner, newBrowser }) => {
    const ada = await newOwner("Ada", "Acme");
    const away = await ada.at(await newBrowser());
    const { page } = ada;

    await test.step("she signs in at a second browser and lands in her organization", async () => {
      await away.signIn();
      await away.expectDashboard(ada.organization);
    });

    await test.step("she changes her name and others see it", async () => {
      await page.goto("/account");
      await page.getByLabel("Your name").fill("Ada Lovelace");
      await page.getByRole("button", { name: "Save name" }).click();
      await expect(page.getByRole("status")).toContainText("Name saved.");
      await page.goto(`/o/${ada.organization.slug}/members`);
      await expect(page.getByRole("row", { name: ada.email })).toContainText("Ada Lovelace");
    });

    await test.step("she ends the other session, which is at the login on its next page", async () => {
      await page.goto("/account/security");
      const sessions = page.getByRole("region", { name: "Devices" });
      await expect(sessions.getByRole("listitem")).toHaveCount(2);
      await expect(sessions.getByRole("listitem").first()).toContainText("This device");
      await sessions.getByRole("listitem").last().getByRole("button", { name: "Sign out" }).click();
      await expect(sessions.getByRole("listitem")).toHaveCount(1);
      await away.page.getByRole("link", { name: "To-dos", exact: true }).click();
      await expect(away.page).toHaveURL(/\/auth\/login\?return_to=/);
    });

    await test.step("signing in there again leads back to the page that was wanted", async () => {
      await away.fillSignIn();
      await expect(away.page).toHaveURL(`/o/${ada.organization.slug}/todos`);
    });

    await test.step("she signs out, and the way back is the login", async () => {
      await ada.signOut();
      await page.goto(`/o/${ada.organization.slug}/dashboard`);
      await expect(page).toHaveURL(/\/auth\/login/);
      await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    });
  });
});

/** The numbers at the top of a dashboard, by what stands under them. */
async function expectFigures(page, figures) {
  const main = page.getByRole("main");
  for (const [name, value] of Object.entries(figures)) {
    await expect(main.getByRole("link", { name: `${value} ${name}`, exact: true })).toBeVisible();
  }
}
