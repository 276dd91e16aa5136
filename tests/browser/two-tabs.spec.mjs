import { expect, test } from "./support/test.mjs";

const WRITES = 50;

test("two tabs on two organizations write into their own", async ({ newOwner }) => {
  const ada = await newOwner("Ada", "North");
  const here = { organization: ada.organization, page: ada.page, titles: [] };
  const there = { organization: await ada.register("South"), page: await ada.page.context().newPage(), titles: [] };

  const tabs = [here, there];
  for (const { page, organization } of tabs) await page.goto(`/o/${organization.slug}/todos`);
  for (let number = 0; number < WRITES; number += 1) await write(tabs[number % 2], `Write ${number}`);

  for (const { page, organization, titles } of tabs) {
    await page.goto(`/o/${organization.slug}/todos`);
    expect(await everyTitle(page)).toEqual(titles);
    await page.goto(`/o/${organization.slug}/dashboard`);
    await expect(page.getByRole("link", { name: `${WRITES / 2} open to-dos` })).toBeVisible();
  }
});

/** Adds a todo by the keyboard and waits until the list begins with it. */
async function write({ page, titles }, title) {
  const field = page.getByLabel("Add a to-do");
  await field.fill(title);
  await field.press("Enter");
  // `waitFor` looks at every frame, where `expect` looks again after 100, 250 and 500 ms.
  await page.locator(".todo-title").first().getByText(title, { exact: true }).waitFor();
  titles.unshift(title);
}

/** The titles of all pages of a list. */
async function everyTitle(page) {
  const titles = [];
  for (;;) {
    titles.push(...(await page.locator(".todo-title").allTextContents()));
    const older = page.getByRole("link", { name: "More", exact: true });
    if ((await older.count()) === 0) return titles;
    const next = await older.getAttribute("href");
    await older.click();
    await expect(page).toHaveURL(next);
  }
}
