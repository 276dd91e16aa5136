// The palette, by keyboard alone, and the page of the search without scripts.

import { expect, test } from "./support/test.mjs";

test.describe("search", { tag: "@no-javascript" }, () => {
  test("leads to pages, todos and other organizations", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const other = await ada.register("Harbour");
    await page.goto(`/o/${organization.slug}/todos`);
    await ada.addTodo("Order oak for the staircase");
    await page.goto(`/o/${organization.slug}/dashboard`);
    if (!ada.scripts) {
      await page.getByRole("link", { name: "Search", exact: true }).click();
      await page.getByRole("searchbox").fill("oak");
      await page.getByRole("search").getByRole("button", { name: "Search" }).click();
      await page.getByRole("link", { name: /Order oak/ }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Order oak for the staircase" })).toBeVisible();
      return;
    }
    const box = page.getByRole("combobox", { name: "Search" });
    const chosen = page.getByRole("option", { selected: true });
    const open = async () => {
      await page.keyboard.press("Control+k");
      await expect(box).toBeFocused();
      await expect(chosen).toHaveText("Home");
    };
    await open();
    await page.keyboard.press("ArrowDown");
    await expect(chosen).toHaveText("To-dos");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect(box).toHaveAttribute("aria-activedescendant", await chosen.getAttribute("id"));
    await page.keyboard.press("Escape");
    await expect(box).toBeHidden();

    await open();
    await page.keyboard.type("oak");
    await expect(chosen).toContainText("Order oak for the staircase");
    await expect(page.getByText("1 result")).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Order oak for the staircase" })).toBeVisible();

    await page.getByRole("link", { name: "Search" }).click();
    await page.keyboard.type(other.name);
    await expect(chosen).toContainText(other.name);
    await page.keyboard.press("Enter");
    await ada.expectDashboard(other);

    await open();
    await page.keyboard.type("no such thing");
    await expect(page.getByText("Nothing found")).toBeVisible();
  });
});
