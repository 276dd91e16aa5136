// Everything that its owners do with an organization besides its life's great events, which
// organizations.spec.mjs has: with scripts and without.

import { expect, test } from "./support/test.mjs";

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test.describe("an owner", { tag: "@no-javascript" }, () => {
  test("changes the name, the URL, the logo and the color", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    const { name, slug } = ada.organization;
    const saved = (text) => expect(page.getByRole("status").first()).toContainText(text);
    const head = page.locator("summary", { hasText: "Switch organization" });
    await page.goto(`/o/${slug}/settings`);
    await page.getByLabel("Organization name").fill(`${name} & Co`);
    await page.getByRole("button", { name: "Save name" }).click();
    await saved("Renamed to");
    await expect(head).toHaveAccessibleName(`${name} & Co`);

    await page.getByLabel("Logo", { exact: true }).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: PICTURE });
    await page.getByRole("button", { name: "Upload logo" }).click();
    await saved("Logo saved.");
    await expect(head.locator("img")).toHaveAttribute("src", /^\/logos\//);
    await page.getByRole("button", { name: "Remove logo" }).click();
    await saved("Logo removed.");
    await expect(head.locator("img")).toHaveCount(0);

    await page.getByRole("radio", { name: "Color 5", exact: true }).check();
    await page.getByRole("button", { name: "Save color" }).click();
    await saved("Color saved.");
    await expect(page.locator("html")).toHaveClass(/hue-4/);

    await page.locator("#slug").fill(`${slug}-moved`);
    await page.getByRole("button", { name: "Change URL" }).click();
    await saved(`URL changed to ${slug}-moved.`);
    await page.goto(`/o/${slug}/todos`);
    await expect(page).toHaveURL(`/o/${slug}-moved/todos`);
  });

  test("suspends, reinstates, changes several roles, removes", async ({ newOwner, newMember }) => {
    test.slow();
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const list = `/o/${organization.slug}/members`;
    const people = [];
    for (const name of ["Bob", "Cleo", "Dina"]) {
      const person = await newMember(ada, name);
      people.push(person);
    }
    const row = (name) => page.getByRole("row", { name: new RegExp(name) });
    const more = async (name, action) => {
      await page.goto(list);
      await page.locator("summary", { hasText: `More about ${name}` }).click();
      await row(name).getByRole("link", { name: action }).click();
    };
    await more("Bob", "Suspend…");
    await page.getByRole("button", { name: "Suspend Bob" }).click();
    await expect(row("Bob")).toContainText("Suspended");
    await more("Bob", "Reinstate…");
    await page.getByRole("button", { name: "Reinstate Bob" }).click();
    await expect(row("Bob")).not.toContainText("Suspended");

    await page.goto(list);
    for (const name of ["Bob", "Cleo"]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
    await page.getByLabel("Role for selected members").selectOption({ label: "Admin" });
    await page.getByRole("button", { name: "Change role…" }).click();
    await page.getByRole("button", { name: "Change role", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Done");
    await page.getByRole("link", { name: "Back to the members" }).click();
    for (const name of ["Bob", "Cleo"]) await expect(page.getByLabel(`Role of ${name}`)).toHaveValue("admin");

    for (const name of ["Bob", "Cleo"]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
    await page.getByRole("button", { name: "Remove…" }).click();
    await page.getByRole("button", { name: /^Remove 2/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Done");
    await more("Dina", "Remove…");
    await page.getByRole("button", { name: "Remove Dina" }).click();
    await expect(page.getByRole("status").first()).toContainText("Dina is no longer a member.");
    await page.goto(list);
    await expect(page.getByText("1–1 of 1")).toBeVisible();
  });

  test("turns a link off and on, replaces and deletes it, and takes a domain back", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page, organization } = ada;
    const access = `/o/${organization.slug}/settings/access`;
    await page.goto(access);
    await page.getByLabel("Label (optional)").fill("Contractors");
    await page.getByRole("button", { name: "Create link" }).click();
    const address = page.locator(".share-address").first();
    const before = await address.textContent();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.locator("summary", { hasText: "New URL" }).click();
    await page.getByRole("button", { name: "Replace URL" }).click();
    await expect(address).not.toHaveText(before);
    await page.locator("summary", { hasText: "Delete" }).click();
    await page.getByRole("button", { name: "Delete link" }).click();
    await expect(page.getByText("No join links")).toBeVisible();

    await page.goto(access);
    await page.getByLabel("Domain", { exact: true }).fill("acme.example");
    await page.getByRole("button", { name: "Add domain" }).click();
    await page.getByRole("radio", { name: "Can join" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("summary", { hasText: "Remove" }).click();
    await page.getByRole("button", { name: /^Remove acme\.example/ }).click();
    await expect(page.getByText("No domains")).toBeVisible();
  });
});
