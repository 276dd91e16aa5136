import { expect, test } from "./support/test.mjs";

const WRITES = 50;

test("two tabs on two organizations write into their own", async ({ newOwner }) => {
  test.slow();
  const ada = await newOwner("Ada", "North");
  const north = { organization: ada.organization, page: ada.page, titles: [] };
  const other = await ada.page.context().newPage();
  const elsewhere = Object.assign(Object.create(ada), { page: other });
  const south = { organization: await elsewhere.register("South"), page: other, titles: [] };

  const tabs = [north, south];
  for (const { page, organization } of tabs) await page.goto(`/o/${organization.slug}/todos`);
  for (let number = 0; number < WRITES; number += 1) {
    const tab = tabs[number % 2];
    const title = `Write ${number}`;
    await tab.page.getByLabel("What is to be done?").fill(title);
    await tab.page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(tab.page.locator(".todo-title").first()).toHaveText(title);
    tab.titles.unshift(title);
  }

  for (const { page, organization, titles } of tabs) {
    await page.goto(`/o/${organization.slug}/todos`);
    expect(await everyTitle(page)).toEqual(titles);
    await page.goto(`/o/${organization.slug}/dashboard`);
    await expect(page.getByRole("link", { name: `${WRITES / 2} open todos` })).toBeVisible();
  }
});

/** The titles of all pages of a list. */
async function everyTitle(page) {
  const titles = [];
  for (;;) {
    titles.push(...(await page.locator(".todo-title").allTextContents()));
    const older = page.getByRole("link", { name: "Older" });
    if ((await older.count()) === 0) return titles;
    const next = await older.getAttribute("href");
    await older.click();
    await expect(page).toHaveURL(next);
  }
}
