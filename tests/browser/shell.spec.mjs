// The frame around the pages of people who are signed in.

import { expect, test } from "./support/test.mjs";

test.describe("the frame", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [404] });

  test("every page begins at the same place, error pages too", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    const here = `/o/${ada.organization.slug}`;
    const begins = async (path) => {
      await page.goto(path);
      await expect(page.getByRole("link", { name: "Home" }).or(page.getByRole("link", { name: ada.organization.name })).first()).toBeVisible();
      const box = await page.getByRole("main").boundingBox();
      const heading = await page.getByRole("heading", { level: 1 }).boundingBox();
      return `${box.x} ${heading.x}`;
    };
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const first = width === 1280 ? await begins(`${here}/dashboard`) : null;
      for (const path of [
        "/todos", "/todos/new", "/members", "/invitations", "/insights", "/settings", "/settings/access",
        "/settings/activity", "/settings/danger", "/leave", "/nothing",
      ]) {
        if (width === 1280) expect(await begins(here + path), path).toBe(first);
        else {
          await page.goto(here + path);
          expect((await page.getByRole("heading", { level: 1 }).boundingBox()).x, path).toBe(16);
        }
      }
      if (width === 1280) for (const path of ["/account", "/account/organizations"]) expect(await begins(path), path).toBe(first);
    }
  });

  test("a narrow window has a drawer, which needs no script", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`/o/${ada.organization.slug}/dashboard`);
    const members = page.getByRole("link", { name: "Members", exact: true });
    await expect(members).toBeHidden();
    await page.getByRole("button", { name: "Menu", exact: true }).click();
    await expect(members).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(members).toBeHidden();
    await page.getByRole("button", { name: "Menu", exact: true }).click();
    await members.click();
    await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  });

  test("ten todos are seen at once, and the switcher is called like the organization", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/o/${ada.organization.slug}/todos`);
    for (let number = 1; number <= 10; number += 1) await ada.addTodo(`Order oak ${number}`);
    const last = await ada.todo("Order oak 1").boundingBox();
    expect(last.y + last.height).toBeLessThanOrEqual(800);
    await expect(page.locator("summary", { hasText: "Switch organization" })).toHaveAccessibleName(ada.organization.name);
  });
});

test("an open drawer is the sidebar again in a window that becomes wide", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/o/${ada.organization.slug}/dashboard`);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.locator(".side-nav:popover-open")).toHaveCount(0);
  const search = await page.getByRole("link", { name: /^Search/ }).boundingBox();
  const home = await page.getByRole("link", { name: "Home", exact: true }).boundingBox();
  expect(home.y).toBeGreaterThan(search.y + search.height);
});
