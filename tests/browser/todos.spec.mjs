import { expect, test } from "./support/test.mjs";

test.describe("ticks", { tag: "@no-javascript" }, () => {
  test("a todo is completed in its place, and several at once", async ({ newOwner, javaScriptEnabled }) => {
    test.slow();
    const scripts = javaScriptEnabled !== false;
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    const list = `/o/${ada.organization.slug}/todos`;
    await page.goto(list);
    for (let number = 1; number <= 12; number += 1) await ada.addTodo(`Saw board ${number}`, { shared: true });
    await page.goto(`${list}?filter=open&q=board`);
    const filters = page.getByRole("navigation", { name: "Filter" });
    await expect(filters.getByRole("link", { name: "Open 12" })).toBeVisible();

    const tick = page.getByRole("button", { name: "Mark as done: Saw board 2", exact: true });
    await tick.focus();
    const before = await page.evaluate(() => window.scrollY);
    await page.keyboard.press("Enter");
    if (scripts) {
      const reopen = page.getByRole("button", { name: "Reopen: Saw board 2", exact: true });
      await expect(reopen).toBeFocused();
      expect(await page.evaluate(() => window.scrollY)).toBe(before);
      await expect(ada.todo("Saw board 2")).toContainText("Done");
      await expect(page.getByText("Done: Saw board 2")).toBeVisible();
      await page.getByRole("button", { name: "Undo" }).click();
      await expect(tick).toBeFocused();
      expect(await page.evaluate(() => window.scrollY)).toBe(before);
      await expect(page.getByText("Open again: Saw board 2")).toBeVisible();
      await expect(filters.getByRole("link", { name: "Open 12" })).toBeVisible();
      await page.keyboard.press("Enter");
      await expect(reopen).toBeFocused();
    } else {
      await expect(page).toHaveURL(/\?filter=open&q=board#todo-/);
      await expect(page.getByText("Done.")).toBeVisible();
      await expect(ada.todo("Saw board 2")).toHaveCount(0);
    }
    await expect(filters.getByRole("link", { name: "Open 11" })).toBeVisible();

    await page.getByLabel("Select: Saw board 5").check();
    await page.getByLabel("Select: Saw board 6").check();
    await page.getByRole("button", { name: "Mark selected as done" }).click();
    await expect(page.getByText("2 to-dos done.")).toBeVisible();
    await expect(page).toHaveURL(`${list}?filter=open&q=board`);
    await expect(ada.todo("Saw board 6")).toHaveCount(0);

    await page.getByRole("link", { name: "Saw board 7", exact: true }).click();
    await page.getByRole("button", { name: "Mark as done: Saw board 7" }).click();
    await expect(page.getByText("completed the to-do “Saw board 7”")).toBeVisible();
  });
});

test.describe("after the session has ended", () => {
  test.use({ refusals: [401] });

  test("a tick that is refused is answered by a page", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    await page.goto(`/o/${ada.organization.slug}/todos`);
    await ada.addTodo("Order oak");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Mark as done: Order oak" }).click();
    await expect(page).toHaveURL(/\/auth\/login/);
  });
});
