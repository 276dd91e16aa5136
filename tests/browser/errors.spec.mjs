import { expect, test } from "./support/test.mjs";

test.use({ refusals: [403, 404] });

test.describe("pages that say no, to a visitor", () => {
  test("nothing here", async ({ page }) => {
    const answer = await page.goto("/no/such/page");
    expect(answer.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
    const id = answer.headers()["x-request-id"];
    expect(id).toBeTruthy();
    await expect(page.getByRole("main")).toContainText(id);
    await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
  });

  for (const path of ["/auth/nothing", "/account/nothing", "/o/nobody/nothing", "/o/nobody/dashboard/x"]) {
    test(`nothing at ${path} is said by a page`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
    });
  }
});

test.describe("pages that say no", { tag: "@no-javascript" }, () => {
  test("nothing here, for somebody who is signed in", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const answer = await ada.page.goto("/no/such/page");
    expect(answer.status()).toBe(404);
    await expect(ada.page.getByRole("link", { name: "Sign in" })).toHaveCount(0);
    await ada.page.getByRole("link", { name: "Go to Home" }).click();
    await ada.expectDashboard(ada.organization);
  });

  test("another organization is a page that does not exist", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const eve = await newOwner("Eve", "Eves");
    for (const section of ["dashboard", "todos", "members"]) {
      const answer = await eve.page.goto(`/o/${ada.organization.slug}/${section}`);
      expect(answer.status()).toBe(404);
      await expect(eve.page.locator("body")).not.toContainText(ada.organization.name);
    }
  });

  test("not allowed: another member's private todo", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newMember(ada, "Bob");

    const { slug } = ada.organization;
    await ada.page.goto(`/o/${slug}/todos`);
    await ada.addTodo("For Ada alone");
    const id = (await ada.todo("For Ada alone").getAttribute("id")).replace("todo-", "");
    const answer = await bob.page.goto(`/o/${slug}/todos/${id}/edit`);
    expect(answer.status()).toBe(403);
    await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("Not allowed here");
    await expect(bob.page.locator("body")).not.toContainText("For Ada alone");
  });
});
