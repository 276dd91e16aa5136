// The provider's session rules ours: when its row is gone, so is the person.

import { expect, test } from "./support/test.mjs";

test.describe("a session that the provider ends", { tag: "@better-auth-only" }, () => {
  test("is over on the very next page", async ({ newOwner, server }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newOwner("Bob", "Bobs");
    const { slug } = ada.organization;
    await ada.page.goto(`/o/${slug}/todos`);
    await expect(ada.page.getByRole("heading", { level: 1, name: "To-dos" })).toBeVisible();

    const ended = await server.query(
      `DELETE FROM neon_auth.session USING neon_auth."user" AS person
       WHERE "userId" = person.id AND person.email = $1`,
      [ada.email],
    );
    expect(ended.rowCount).toBeGreaterThan(0);

    await ada.page.getByRole("link", { name: "Home", exact: true }).click();
    await expect(ada.page).toHaveURL(/\/auth\/login\?return_to=/);
    await expect(ada.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();

    await bob.page.goto(`/o/${bob.organization.slug}/dashboard`);
    await bob.expectDashboard(bob.organization);

    await ada.fillSignIn();
    await ada.expectDashboard(ada.organization);
  });
});
