// From the first visit to the last without a mouse, and with the focus in sight at each stop.

import { Keyboard } from "./support/keyboard.mjs";
import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";

test("everything is done by the keyboard, from signing up to the deletion", async ({ newPerson, server }) => {
  test.setTimeout(240_000);
  const ada = await newPerson("Ada");
  const { page } = ada;
  const keys = new Keyboard(page);
  const main = page.getByRole("main");
  const link = (name) => page.getByRole("link", { name, exact: true });
  const button = (name) => page.getByRole("button", { name, exact: true });
  const heading = (name) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const name = `Acme ${unique()}`;
  const slug = name.toLowerCase().replace(" ", "-");

  await test.step("sign up", async () => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    await expect(link("Skip to the content")).toBeFocused();
    await keys.press(main.getByRole("link", { name: "Create an account" }));
    await keys.type(page.getByLabel("Your name"), "Ada");
    await keys.type(page.getByLabel("Email address"), ada.email);
    await keys.type(page.getByLabel("Password", { exact: true }), ada.password);
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Six-digit code")).toBeFocused();
    await page.keyboard.type(await ada.newCode());
    await expect(page).toHaveURL("/auth/no-organization");
  });

  await test.step("create an organization, and invite", async () => {
    await keys.press(link("Create organization"));
    await keys.type(page.getByLabel("Organization name"), name);
    await page.keyboard.press("Enter");
    await heading("Invite your team");
    await keys.type(page.getByLabel("Email addresses"), `grace-${unique()}@example.com`);
    await keys.reach(page.getByRole("radio", { name: "Member" }));
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("radio", { name: "Admin" })).toBeChecked();
    await keys.press(button("Send invitations"));
    await heading(name);
  });

  await test.step("add to-dos, tick, share and delete them", async () => {
    await keys.press(link("To-dos"));
    await keys.type(page.getByLabel("Add a to-do"), "Order oak");
    await page.keyboard.press("Enter");
    await expect(ada.todo("Order oak")).toBeVisible();
    await expect(page.getByLabel("Add a to-do")).toBeFocused();
    await page.keyboard.type("Sweep the yard");
    await page.keyboard.press("Enter");
    await expect(ada.todo("Sweep the yard")).toBeVisible();
    await keys.press(button("Mark as done: Order oak"), "Space");
    await expect(button("Reopen: Order oak")).toBeFocused();
    const more = ada.todo("Order oak").locator("summary");
    await keys.press(more);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(ada.todo("Order oak")).toContainText("Shared");
    await keys.press(ada.todo("Order oak").locator("summary"));
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(ada.todo("Order oak")).toBeHidden();
    await page.keyboard.press("Control+z");
    await expect(ada.todo("Order oak")).toBeVisible();
  });

  await test.step("go by the palette, change a setting", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("settings");
    await expect(page.getByRole("dialog").getByRole("option", { selected: true })).toHaveText(/^Settings/);
    await page.keyboard.press("Enter");
    await heading("Settings");
    await keys.type(page.getByLabel("Organization name"), `${name} 2`);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status").first()).toContainText("Renamed to");
    await keys.reach(page.locator("input[name=hue]:checked"));
    await page.keyboard.press("ArrowDown");
    await keys.press(button("Save color"));
    await expect(page.getByRole("status").first()).toContainText("Color saved.");
  });

  await test.step("look at the members, and cancel an invitation", async () => {
    await keys.press(link("Members"));
    await heading("Members");
    await keys.press(main.getByRole("link", { name: "Invitations" }));
    await keys.press(page.getByRole("button", { name: /^Cancel the invitation to grace/ }));
    await expect(page.getByText("Invitation canceled.")).toBeVisible();
  });

  await test.step("switch to another organization and back", async () => {
    await keys.press(page.locator("summary", { hasText: "Switch organization" }));
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await heading("Your organizations");
    await keys.press(main.getByRole("link", { name: new RegExp(name) }).first());
    await heading(`${name} 2`);
  });

  await test.step("delete the organization", async () => {
    await keys.press(link("Settings"));
    await keys.press(main.getByRole("link", { name: "Danger zone" }));
    await keys.press(main.getByRole("link", { name: `Delete ${name} 2` }));
    await keys.type(page.getByLabel(`Type ${name} 2 to confirm`), `${name} 2`);
    await keys.press(button("Delete organization"));
    await expect(page).not.toHaveURL(new RegExp(slug));
  });

  await test.step("delete the account", async () => {
    await page.goto("/account");
    await keys.press(main.getByRole("link", { name: "Delete account…" }));
    await keys.type(page.getByLabel(`Type ${ada.email} to confirm`), ada.email);
    await keys.press(button("Delete my account"));
    await expect(page.getByRole("status")).toContainText("Your account will be deleted in 7 days");
  });
  expect(page.url()).toContain(server.url);
});
