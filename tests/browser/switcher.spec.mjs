// The switcher: the same place on every page and size, links, keys, and what waits in it.

import { expect, test } from "./support/test.mjs";

const LONG_NAME = "Norddeutsche Genossenschaft der Binnenschiffer";

const head = (page) => page.locator("summary", { hasText: "Switch organization" });
const links = (page) => page.getByRole("navigation", { name: "Organizations" }).locator("[data-menu-list]").first().getByRole("link");

test.describe("the switcher", { tag: "@no-javascript" }, () => {
  test("tells the organization and the role, at the same place of every page", async ({ newOwner }) => {
    const ada = await newOwner("Ada", LONG_NAME);
    const { page, organization } = ada;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      let place;
      for (const section of ["dashboard", "todos", "members", "settings", "insights"]) {
        await page.goto(`/o/${organization.slug}/${section}`);
        await expect(head(page)).toHaveAccessibleName(organization.name);
        await expect(head(page)).toContainText("Owner");
        await expect(head(page).locator(".house")).toBeVisible();
        await expect(head(page).locator(".name")).toHaveAttribute("title", organization.name);
        const box = JSON.stringify(await head(page).boundingBox());
        expect(box, `${section} at ${width}`).toBe(place ??= box);
      }
    }
    await expect(page).toHaveTitle(`Insights · ${organization.name} · Tenantry`);
    // Cut in the middle, so that names with the same beginning can be told apart.
    const tail = await head(page).locator(".name-tail").evaluate((it) => it.getBoundingClientRect().right <= innerWidth);
    expect(tail).toBe(true);
  });

  test("lists the one used last first, and marks the present one by more than a colour", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "North");
    const { page } = ada;
    const north = ada.organization;
    const south = await ada.register("South");
    const west = await ada.register("West");
    for (const { slug } of [west, north, south]) await page.goto(`/o/${slug}/todos`);
    await ada.openSwitcher();
    await expect(links(page)).toHaveText([south, north, west].map(({ name }) => new RegExp(name)));
    const here = links(page).first();
    await expect(here).toHaveAttribute("aria-current", "true");
    await expect(here.locator("svg.icon")).toBeVisible();
    const hues = await Promise.all(
      [north, south].map(async ({ slug }) => {
        const tab = await page.context().newPage();
        await tab.goto(`/o/${slug}/todos`);
        const hue = await tab.evaluate(() => document.documentElement.className);
        await tab.close();
        return hue;
      }),
    );
    expect(hues[0]).toMatch(/hue/);
  });

  test("leads to the same section or the nearest above, and says where one is", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "North");
    const { page } = ada;
    const north = ada.organization;
    const south = await ada.register("South");
    await page.goto(`/o/${north.slug}/todos`);
    await ada.addTodo("Order oak");
    await page.getByRole("link", { name: "Order oak", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Order oak" })).toBeVisible();
    const switcher = await ada.openSwitcher();
    await switcher.getByRole("link", { name: south.name }).click();
    await expect(page).toHaveURL(`/o/${south.slug}/todos`);
    await expect(page.getByRole("status").filter({ hasText: `Now in ${south.name}.` })).toBeVisible();
    await page.goto(`/o/${south.slug}/settings/access`);
    await (await ada.openSwitcher()).getByRole("link", { name: north.name }).click();
    await expect(page).toHaveURL(new RegExp(`^http://[^/]+/o/${north.slug}/settings`));
  });

  test("has the default, leaving, creating and the invitations that wait", async ({ newOwner, newPerson }) => {
    const ada = await newOwner("Ada", "North");
    const bob = await newOwner("Bob", "Bobs");
    await ada.invite(bob.email, ada.organization);
    const { page } = bob;
    await page.goto(`/o/${bob.organization.slug}/dashboard`);
    await expect(head(page)).toHaveAccessibleDescription(/1 invitation/);
    let switcher = await bob.openSwitcher();
    await expect(switcher.getByRole("link", { name: "Create organization" })).toBeVisible();
    await switcher.getByRole("button", { name: `Accept the invitation to ${ada.organization.name}` }).click();
    await bob.expectDashboard(ada.organization);
    await expect(head(page)).not.toHaveAccessibleDescription(/invitation/);
    switcher = await bob.openSwitcher();
    await switcher.getByRole("link", { name: "Manage organizations" }).click();
    await page.getByRole("button", { name: new RegExp(`^Make default.*${ada.organization.name}`) }).click();
    await expect(page.getByRole("status").first()).toContainText("Default changed.");
    await expect(page.getByRole("link", { name: `Leave… ${ada.organization.name}` })).toBeVisible();
    await page.goto("/dashboard");
    await bob.expectDashboard(ada.organization);
  });

  test("has a search from seven organizations on, which finds all of them", async ({ newOwner }) => {
    test.slow();
    const ada = await newOwner("Ada", "Row 1");
    const { page } = ada;
    const search = page.getByRole("searchbox", { name: /Search your organizations/ });
    for (let number = 2; number <= 9; number += 1) {
      if (number === 7) {
        await page.goto(`/o/${ada.organization.slug}/todos`);
        await ada.openSwitcher();
        await expect(search).toHaveCount(0);
      }
      await ada.register(`Row ${number}`);
    }
    await page.goto(`/o/${ada.organization.slug}/todos`);
    const switcher = await ada.openSwitcher();
    await expect(links(page)).toHaveCount(8);
    await expect(switcher.getByRole("link", { name: "All your organizations" })).toBeVisible();
    await search.fill("row 2");
    await search.press("Enter");
    await expect(page).toHaveURL(/\/auth\/select-tenant\?q=row/);
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
    await page.getByRole("main").getByRole("link", { name: /Row 2/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: /Row 2/ })).toBeVisible();
  });
});

test("the switcher follows the keys of a menu, and gives the focus back", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "North");
  const { page } = ada;
  await ada.register("South");
  await ada.register("West");
  await page.goto(`/o/${ada.organization.slug}/todos`);
  await head(page).focus();
  const menu = page.locator("details.switcher");
  await expect(menu).not.toHaveAttribute("open");
  await page.keyboard.press("ArrowDown");
  await expect(menu).toHaveAttribute("open");
  await expect(links(page).first()).toBeFocused();
  await page.keyboard.press("s");
  await expect(links(page).filter({ hasText: "South" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("link", { name: "Manage organizations" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(links(page).first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("link", { name: "Manage organizations" })).toBeFocused();
  await page.keyboard.press("Home");
  await expect(links(page).first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).not.toHaveAttribute("open");
  await expect(head(page)).toBeFocused();
});

test("what was typed is there again after a switch and the way back", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "North");
  const { page } = ada;
  const north = ada.organization;
  const south = await ada.register("South");
  await page.goto(`/o/${north.slug}/todos`);
  const title = page.getByLabel("Add a to-do");
  await title.fill("Order oak");
  await (await ada.openSwitcher()).getByRole("link", { name: south.name }).click();
  await expect(page).toHaveURL(`/o/${south.slug}/todos`);
  await expect(title).toHaveValue("");
  await page.goBack();
  await expect(page).toHaveURL(`/o/${north.slug}/todos`);
  await expect(title).toHaveValue("Order oak");
});

test.describe("somebody without an organization", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [422] });

  test("can create one, open a link, or wait for an invitation", async ({ newOwner, newPerson, server }) => {
    const ada = await newOwner("Ada", "North");
    const bob = await newPerson("Bob");
    await bob.signUp();
    const { page } = bob;
    await page.goto("/auth/no-organization");
    await expect(page.getByRole("link", { name: "Create organization" })).toBeVisible();
    await expect(page.getByText(`Ask an owner or admin there to invite ${bob.email}.`)).toBeVisible();
    await page.getByLabel("Have a link?").fill("somewhere");
    await page.getByRole("button", { name: "Open link" }).click();
    await expect(page.locator("#link-error")).toContainText("This isn’t a link to join or an invitation.");
    await expect(page.getByLabel("Have a link?")).toHaveValue("somewhere");

    const made = await ada.page.request.post(`/api/v1/tenants/${ada.organization.slug}/join-links`, {
      data: {}, headers: { origin: server.url },
    });
    await page.getByLabel("Have a link?").fill(`  ${(await made.json()).url} `);
    await page.getByRole("button", { name: "Open link" }).click();
    await page.getByRole("button", { name: `Join ${ada.organization.name}` }).click();
    await bob.expectDashboard(ada.organization);
  });
});

test.describe("the URL of a new organization", () => {
  test("is shown whole, and judged while it's typed", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, server } = ada;
    await page.goto("/auth/register-organization");
    const answer = page.locator("[data-slug-answer]");
    await expect(answer).toHaveAttribute("role", "status");
    await expect(page.locator(".lead")).toHaveText(`${server.url}/o/`);
    const before = (await page.getByRole("button", { name: "Create organization" }).boundingBox()).y;
    await page.getByLabel("Organization name").fill(`Łódź ${ada.organization.name.split(" ")[1]} new`);
    await expect(answer).toContainText(/lodz-\w+-new is available\./);
    await page.getByLabel("URL").fill("dashboard");
    await expect(answer).toContainText("This URL is reserved.");
    await page.getByLabel("URL").fill("no spaces");
    await expect(answer).toContainText("Use lowercase letters, numbers and hyphens");
    await page.getByLabel("URL").fill(ada.organization.slug);
    await expect(answer).toContainText("This URL is taken.");
    await answer.getByRole("button", { name: `Use ${ada.organization.slug}-2` }).click();
    await expect(page.getByLabel("URL")).toHaveValue(/-2$/);
    await expect(answer).toContainText("is available.");
    expect((await page.getByRole("button", { name: "Create organization" }).boundingBox()).y).toBe(before);
  });
});
