// An organization's whole life, by the people in it: with scripts and without.

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

test.describe("an organization runs itself", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [404] });

  test("from its first member to its restoration", async ({ newOwner, newPerson, server }) => {
    test.slow();
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const { name, slug } = organization;
    const [bob, cleo, dina, fay] = await Promise.all(["Bob", "Cleo", "Dina", "Fay"].map((who) => newPerson(who)));
    const domain = `acme-${unique()}.example`;
    const erin = Object.assign(await newPerson("Erin"), { email: `erin@${domain}` });

    await test.step("two join by mail: one creates the account, one has it", async () => {
      await cleo.signUp();
      await page.goto(`/o/${slug}/dashboard`);
      await page.getByRole("link", { name: "Invite people" }).click();
      await page.getByLabel("Email addresses").fill(`${bob.email}\nCleo <${cleo.email}>`);
      await page.getByRole("button", { name: "Send invitations" }).click();
      await expect(page.getByRole("status")).toContainText("2 invitations sent.");

      await bob.page.goto(await server.invitation(bob.email));
      await bob.fillInvitedSignUp();
      await bob.expectDashboard(organization);

      await cleo.page.goto("/auth/no-organization");
      await cleo.page.getByRole("button", { name: `Accept the invitation to ${name}` }).click();
      await cleo.expectDashboard(organization);
    });

    await test.step("one joins by a link", async () => {
      await settings(page, "Access");
      await page.getByRole("button", { name: "Create link" }).click();
      await dina.page.goto(await sharedAddress(page));
      await dina.page.getByRole("link", { name: "Create an account" }).click();
      await dina.fillSignUp();
      await dina.enterCode(await dina.newCode());
      await dina.page.getByRole("button", { name: `Join ${name}` }).click();
      await dina.expectDashboard(organization);
    });

    await test.step("one joins by the domain of the address", async () => {
      await settings(page, "Access");
      await page.getByLabel("Domain", { exact: true }).fill(domain);
      await page.getByRole("radio", { name: "Can join" }).check();
      await page.getByRole("button", { name: "Add domain" }).click();
      await page.getByRole("radio", { name: `postmaster@${domain}` }).check();
      await page.getByRole("button", { name: "Send the code" }).click();
      await page.getByLabel("Six-digit code").fill(await server.code(`postmaster@${domain}`));
      // With scripts, a complete code is sent by itself.
      if (!ada.scripts) await page.getByRole("button", { name: "Verify domain" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("Verified");

      await erin.signUp();
      await erin.page.goto("/auth/no-organization");
      await erin.page.getByRole("button", { name: `Join ${name}` }).click();
      await erin.expectDashboard(organization);
    });

    await test.step("one asks, and is let in", async () => {
      await settings(page, "Access");
      await page.getByLabel("Ask for approval").check();
      await page.getByRole("button", { name: "Create link" }).click();
      await fay.signUp();
      await fay.page.goto(await sharedAddress(page));
      await fay.page.getByRole("button", { name: "Ask to join" }).click();
      await expect(fay.page.getByRole("status")).toContainText(`Request sent to ${name}.`);

      await page.goto(`/o/${slug}/dashboard`);
      await page.getByRole("link", { name: "Requests 1 waiting" }).click();
      await page.getByRole("button", { name: "Approve Fay" }).click();
      await expect(page.getByText("Fay joined as a member.")).toBeVisible();
      await fay.page.goto(`/o/${slug}/dashboard`);
      await fay.expectDashboard(organization);
    });

    await test.step("a member becomes an admin", async () => {
      await page.getByRole("link", { name: "Members", exact: true }).first().click();
      await page.getByLabel("Role of Bob").selectOption({ label: "Admin" });
      await page.getByRole("button", { name: "Save the role of Bob" }).click();
      await expect(page.getByText("Bob is an admin now")).toBeVisible();
      await bob.page.goto(`/o/${slug}/invitations`);
      await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("Invitations");
    });

    await test.step("its owner hands it over", async () => {
      await settings(page, "Danger zone");
      await page.getByRole("link", { name: `Transfer ${name}` }).click();
      await page.getByLabel("Email address of the member").fill(bob.email);
      await page.getByRole("button", { name: "Send offer" }).click();
      await bob.page.goto(`/o/${slug}/dashboard`);
      await bob.page.getByRole("link", { name: "See the offer" }).click();
      await bob.page.getByRole("button", { name: "Become an owner" }).click();
      await expect(bob.page.getByRole("status")).toContainText("owner");
      await page.goto(`/o/${slug}/members`);
      await expect(page.getByRole("row", { name: new RegExp(`${ada.email}.*Admin`) })).toBeVisible();
    });

    await test.step("its new owner takes everything along", async () => {
      await settings(bob.page, "General");
      const download = bob.page.waitForEvent("download");
      await bob.page.getByRole("button", { name: `Export ${name}` }).click();
      expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    });

    await test.step("its former owner leaves", async () => {
      await page.getByRole("link", { name: "Leave…" }).click();
      await page.getByRole("button", { name: `Leave ${name}` }).click();
      await expect(page).toHaveURL("/account/organizations");
      await page.goto(`/o/${slug}/dashboard`);
      await expect(page.getByRole("main")).toContainText(`You’re no longer a member of ${name}`);
    });

    await test.step("its owner deletes it, and brings it back", async () => {
      await settings(bob.page, "Danger zone");
      await bob.page.getByRole("link", { name: `Delete ${name}` }).click();
      await bob.page.getByLabel(`Type ${name} to confirm`).fill(name);
      await bob.page.getByRole("button", { name: "Delete organization" }).click();
      await expect(bob.page).not.toHaveURL(/deletion/);
      await dina.page.goto(`/o/${slug}/dashboard`);
      await expect(dina.page.getByRole("heading", { level: 1, name })).toHaveCount(0);

      await bob.page.goto("/account/organizations");
      await bob.page.getByRole("link", { name: `Restore ${name}` }).click();
      await bob.page.getByRole("button", { name: "Restore organization" }).click();
      await expect(bob.page).not.toHaveURL(/restoration/);
      await dina.page.goto(`/o/${slug}/dashboard`);
      await dina.expectDashboard(organization);
    });
  });

  test("no job of an owner is more than four clicks away", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const { name, slug } = organization;
    const bob = await newMember(ada, "Bob");

    const jobs = {
      rename: ["Settings", "Save name"],
      "change the address": ["Settings", "Change URL"],
      "upload a logo": ["Settings", "Upload logo"],
      "choose a color": ["Settings", "Save color"],
      export: ["Settings", `Export ${name}`],
      "invite people": ["Invite people", "Send invitations"],
      "share a link": ["Settings", "Access", "Create link"],
      "add a domain": ["Settings", "Access", "Add domain"],
      "see who did what": ["Settings", "Activity"],
      "change a role": ["Members", "Save the role of Bob"],
      "suspend a member": ["Members", "More about Bob", "Suspend…", "Suspend Bob"],
      "remove a member": ["Members", "More about Bob", "Remove…", "Remove Bob"],
      leave: ["Members", "Leave…"],
      "hand over": ["Settings", "Danger", `Transfer ${name}`, "Send offer"],
      delete: ["Settings", "Danger", `Delete ${name}`, "Delete organization"],
    };
    for (const [job, clicks] of Object.entries(jobs)) {
      await test.step(job, async () => {
        expect(clicks.length).toBeLessThanOrEqual(4);
        await page.goto(`/o/${slug}/dashboard`);
        for (const click of clicks.slice(0, -1)) await control(page, click).click();
        await expect(control(page, clicks.at(-1))).toBeVisible();
      });
    }
  });
});

test.describe("what is taken away at work", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [403, 404] });

  test("a removed member's next click says so, and keeps what they typed", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { name, slug } = ada.organization;
    const bob = await newMember(ada, "Bob");
    await bob.page.goto(`/o/${slug}/todos`);
    await bob.page.getByLabel("Add a to-do").fill("Order oak for the Keller staircase");

    await ada.page.goto(`/o/${slug}/members`);
    await control(ada.page, "More about Bob").click();
    await ada.page.getByRole("link", { name: "Remove…" }).click();
    await ada.page.getByRole("button", { name: "Remove Bob" }).click();
    await expect(ada.page.getByRole("status").first()).toContainText("Bob is no longer a member.");

    await bob.page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText(`You’re no longer a member of ${name}`);
    await expect(bob.page.getByRole("main")).toContainText("Order oak for the Keller staircase");
    await ada.page.goto(`/o/${slug}/todos`);
    await expect(ada.todo("Order oak for the Keller staircase")).toHaveCount(0);
  });

  test("a demoted admin's next click says so, and keeps what they typed", async ({ newOwner, newMember }) => {
    const ada = await newOwner("Ada", "Acme");
    const { slug } = ada.organization;
    const bob = await newMember(ada, "Bob");
    await give(ada, "Admin");
    await bob.page.goto(`/o/${slug}/invitations`);
    await bob.page.getByLabel("Email addresses").fill("grace@example.com");

    await give(ada, "Member");
    await bob.page.getByRole("button", { name: "Send invitations" }).click();
    await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("Not allowed here");
    await expect(bob.page.getByRole("main")).toContainText("grace@example.com");
    await ada.page.goto(`/o/${slug}/invitations`);
    await expect(ada.page.getByRole("region", { name: "Sent invitations" })).not.toContainText("grace@example.com");
  });

  /** Gives Bob a role. */
  async function give({ page, organization }, role) {
    await page.goto(`/o/${organization.slug}/members`);
    await page.getByLabel("Role of Bob").selectOption({ label: role });
    await page.getByRole("button", { name: "Save the role of Bob" }).click();
    await expect(page.getByText(/^Bob is .* now\.$/)).toBeVisible();
  }
});

/** Opens a page of the organization's settings, by the navigation. */
async function settings(page, label) {
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: label }).click();
}

/** The path of the join link made last. */
async function sharedAddress(page) {
  const address = await page.locator(".share-address").filter({ hasText: "/join/" }).first().textContent();
  return new URL(address.trim()).pathname;
}

/** The control that leads on: a link, a button, or the head of a menu. */
function control(page, name) {
  const named = { name };
  const menu = page.locator("summary", { hasText: name });
  return page.getByRole("link", named).or(page.getByRole("button", named)).or(menu).first();
}
