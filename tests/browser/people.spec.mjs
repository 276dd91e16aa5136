// People of an organization: inviting many, roles and their limits, lists, devices, the history.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

test.describe("people", { tag: "@no-javascript" }, () => {
  test.describe("invited together", () => {
    test.use({ refusals: [422] });

    test("get a result each, and the rest of the list stays", async ({ newOwner, newMember }) => {
      const ada = await newOwner("Ada", "Acme");
      const { page, organization } = ada;
      const bob = await newMember(ada, "Bob");
      const [grace, alan] = ["grace", "alan"].map((name) => `${name}-${unique()}@example.com`);
      await page.goto(`/o/${organization.slug}/invitations`);
      const field = page.getByLabel("Email addresses");
      await field.fill(`Grace <${grace}>, ${alan}; ${alan}\n${bob.email}, nobody`);
      await page.getByRole("button", { name: "Send invitations" }).click();
      const results = page.getByRole("list", { name: "Result for each address" }).getByRole("listitem");
      await expect(results.filter({ hasText: grace })).toContainText("Invitation sent.");
      await expect(results.filter({ hasText: alan })).toContainText("Invitation sent.");
      await expect(results.filter({ hasText: alan })).toHaveCount(1);
      await expect(results.filter({ hasText: bob.email })).toContainText(/already a member/i);
      await expect(results.filter({ hasText: "nobody" })).toContainText("Enter an email address");
      await expect(page.getByRole("alert")).toContainText("2 addresses weren’t invited. They are still here.");
      await expect(field).toHaveValue(`${bob.email}\nnobody`);
      await expect(page.getByRole("link", { name: "Pending 2" })).toBeVisible();
    });
  });

  test("get roles that are explained, and only those that one may give", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { organization } = ada;
    const bob = await newMember(ada, "Bob");
    await newMember(ada, "Cleo");
    const { page } = ada;
    await page.goto(`/o/${organization.slug}/members`);
    await page.getByLabel("Role of Bob").selectOption({ label: "Admin" });
    await page.getByRole("button", { name: "Save the role of Bob" }).click();
    await expect(page.getByText("Bob is an admin now.")).toBeVisible();

    await bob.page.goto(`/o/${organization.slug}/invitations`);
    for (const [role, means] of [["Member", "Can see and add to-dos."], ["Admin", "Can also invite and remove people."]]) {
      await expect(bob.page.getByRole("radio", { name: role })).toBeEnabled();
      await expect(bob.page.locator(".choice", { hasText: means })).toBeVisible();
    }
    await expect(bob.page.getByRole("radio", { name: "Owner" })).toBeDisabled();
    await expect(bob.page.locator(".choice", { hasText: "Only owners can give this role." })).toBeVisible();
    await bob.page.goto(`/o/${organization.slug}/members`);
    const owner = bob.page.getByLabel("Role of Cleo").locator("option", { hasText: "Owner" });
    await expect(owner).toBeDisabled();
    await expect(owner).toContainText("(given by owners)");
    await expect(bob.page.getByLabel("Role of Ada")).toHaveCount(0);
  });

  test("keep an owner: the last one is told what to do first", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    await page.goto(`/o/${organization.slug}/leave`);
    const main = page.getByRole("main");
    await expect(main).toContainText(`${organization.name} needs at least one owner, and you’re the only one.`);
    await expect(main.getByRole("button", { name: /^Leave/ })).toHaveCount(0);
    await main.getByRole("link", { name: "invite someone as an owner" }).click();
    await expect(page.getByRole("radio", { name: "Owner" })).toBeChecked();
    await newMember(ada, "Bob");
    await page.goto("/account/delete");
    await expect(main).toContainText(organization.name);
    await main.getByRole("link", { name: `Transfer ${organization.name}` }).click();
    await expect(page).toHaveURL(`/o/${organization.slug}/settings/transfer`);
  });

  test("are listed in a table that sorts, finds and counts", async ({ newOwner, newMember }) => {
    test.slow();
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    for (const name of ["Zoe", "Bob"]) await newMember(ada, name);
    const list = `/o/${organization.slug}/members`;
    await page.goto(list);
    await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
    await expect(page.getByText("1–3 of 3")).toBeVisible();
    const column = (name) => page.getByRole("columnheader", { name });
    await column("Person").getByRole("link").click();
    await expect(column("Person")).toHaveAttribute("aria-sort", /ascending|descending/);
    await column("Joined").getByRole("link").click();
    await expect(column("Joined")).toHaveAttribute("aria-sort", /ascending|descending/);
    await expect(column("Person")).not.toHaveAttribute("aria-sort");
    await page.getByRole("searchbox", { name: "Search members by name or address" }).fill("zoe");
    await page.getByRole("search").getByRole("button", { name: "Search" }).click();
    await expect(page.getByText("1–1 of 1 that match")).toBeVisible();
    await expect(page.getByRole("row")).toHaveCount(2);
    await page.goto(`${list}?q=nobody`);
    await expect(page.getByText("No members match")).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Show everyone" }).first().click();

    await page.getByRole("checkbox", { name: "Select Bob" }).check();
    await page.getByRole("checkbox", { name: "Select Zoe" }).check();
    await page.getByRole("button", { name: "Change role…" }).click();
    await expect(page.getByRole("main")).toContainText("Bob");
    await expect(page.getByRole("main")).toContainText("Zoe");
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(list);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await expect(page.getByRole("row", { name: /Bob/ })).toBeVisible();
  });
});

test.describe("devices", { tag: "@no-javascript" }, () => {
  test("are told apart, and signed out one by one or all at once", async ({ newPerson, newBrowser }) => {
    test.slow();
    const ada = await newPerson("Ada");
    await ada.signUp();
    for (let number = 0; number < 3; number += 1) {
      const away = await ada.at(await newBrowser());
      await away.signIn();
      await expect(away.page).toHaveURL("/auth/no-organization");
    }
    const { page } = ada;
    await page.goto("/account/security");
    const devices = page.getByRole("region", { name: "Devices" });
    const rows = devices.getByRole("listitem");
    await expect(rows).toHaveCount(4);
    await expect(rows.filter({ hasText: "This device" })).toHaveCount(1);
    for (const row of await rows.all()) await expect(row).toContainText(/Chrome on Linux.*last used .* signed in /s);
    const buttons = devices.getByRole("button", { name: /^Sign out device/ });
    const names = await buttons.evaluateAll((all) => all.map((button) => button.textContent));
    expect(new Set(names).size).toBe(3);
    await buttons.first().click();
    await expect(page.getByRole("status").first()).toContainText(/signed out/i);
    await expect(rows).toHaveCount(3);
    await page.getByRole("button", { name: "Sign out all other devices" }).click();
    await expect(page.getByRole("status").first()).toContainText("Signed out all other devices.");
    await expect(rows).toHaveCount(1);
  });
});

test.describe("the history", { tag: "@no-javascript" }, () => {
  test("is filtered, linked and taken along, in the reader's time", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    await newMember(ada, "Bob");
    await page.goto(`/o/${organization.slug}/settings/activity`);
    const events = page.getByRole("region", { name: "Events" }).getByRole("listitem");
    const all = await events.count();
    expect(all).toBeGreaterThan(2);
    const moment = events.first().locator("time");
    await expect(moment).toHaveAttribute("title", /UTC/);
    if (ada.scripts) {
      const local = await moment.evaluate((it) =>
        new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(new Date(it.dateTime)));
      await expect(moment).toHaveText(local);
    }
    await page.getByLabel("Person").fill(ada.email);
    await page.getByLabel("Action").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page).toHaveURL(/actor=.*action=/);
    expect(await events.count()).toBeLessThan(all);
    await page.getByRole("link", { name: "Show everything" }).first().click();
    await expect(events).toHaveCount(all);

    const file = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    expect((await file).suggestedFilename()).toMatch(/\.csv$/);
    const [sentence, link] = [await events.first().innerText(), events.first().locator("a:has(time)")];
    const permanent = await link.getAttribute("href");
    // The moment in UTC is shown to the keyboard as well.
    await page.keyboard.press("Tab");
    await link.focus();
    expect(await link.locator("time").evaluate((it) => getComputedStyle(it, "::after").content)).toContain("UTC");
    await page.goto(permanent);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(sentence.split("\n")[0].trim().slice(0, 12)));
    await expect(page.getByRole("region", { name: "On record" })).toContainText("UTC");
  });
});

test("an organization's owners get a link to bring it back", async ({ newOwner, server }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page, organization } = ada;
  await page.goto(`/o/${organization.slug}/settings/deletion`);
  await page.getByLabel(`Type ${organization.name} to confirm`).fill(organization.name);
  await page.getByRole("button", { name: "Delete organization" }).click();
  await expect(page.getByRole("status").first()).toContainText(organization.name);
  const mails = await (await page.request.get(`${server.url}/dev/mailbox?to=${encodeURIComponent(ada.email)}`, {
    headers: { accept: "application/json" },
  })).json();
  const link = mails.map(({ text }) => text.match(/\/account\/organizations\/[\w-]+\/restoration/)?.[0]).find(Boolean);
  expect(link).toBeTruthy();
  await page.goto(link);
  await page.getByRole("button", { name: "Restore organization" }).click();
  await ada.expectDashboard(organization);
});
