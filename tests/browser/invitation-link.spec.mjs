import { expect, test } from "./support/test.mjs";

test.describe("an invitation's link", { tag: "@no-javascript" }, () => {
  test("is not used up by whoever only looks at it", async ({ newOwner, newPerson, request, server }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newPerson("Bob");
    await bob.signUp();
    await ada.invite(bob.email, ada.organization);
    const link = await server.invitation(bob.email);

    for (const method of ["GET", "HEAD", "GET"]) {
      const answer = await request.fetch(link, { method });
      expect(answer.status(), `${method} ${link}`).toBe(200);
    }
    await bob.page.goto(link);
    await bob.page.reload();
    await ada.page.goto(`/o/${ada.organization.slug}/invitations`);
    await expect(ada.page.getByRole("region", { name: "Sent invitations" })).toContainText(bob.email);

    await bob.page.getByRole("button", { name: "Accept invitation" }).click();
    await bob.expectDashboard(ada.organization);
    await bob.page.goto(link);
    await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("This invitation has already been used");
    await ada.page.reload();
    await expect(ada.page.getByRole("region", { name: "Sent invitations" })).not.toContainText(bob.email);
  });

  test("shows somebody else whose it is, and waits", async ({ newOwner, newPerson, server }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newPerson("Bob");
    const eve = await newOwner("Eve", "Eves");
    await ada.invite(bob.email, ada.organization);
    const link = await server.invitation(bob.email);

    await eve.page.goto(link);
    const main = eve.page.getByRole("main");
    await expect(main).toContainText(`You’re signed in as ${eve.email}`);
    await expect(main).toContainText(bob.email);
    await expect(eve.page.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
    await eve.page.getByRole("button", { name: "Switch account" }).click();
    await expect(eve.page).toHaveURL(link);
    await expect(eve.page.getByRole("button", { name: "Create account and join" })).toBeVisible();
  });

  test("does nothing once it is revoked", async ({ newOwner, newPerson, server }) => {
    const ada = await newOwner("Ada", "Acme");
    const bob = await newPerson("Bob");
    await bob.signUp();
    await ada.invite(bob.email, ada.organization);
    await ada.page.goto(`/o/${ada.organization.slug}/invitations`);
    await ada.page.getByRole("button", { name: `Cancel the invitation to ${bob.email}` }).click();
    await expect(ada.page.getByText("Invitation canceled.")).toBeVisible();
    await bob.page.goto(await server.invitation(bob.email));
    await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("This invitation was canceled");
    await expect(bob.page.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
  });
});
