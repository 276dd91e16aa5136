// A person's own picture, with scripts and without: on their pages, and for the people they
// work with.

import { expect, test } from "./support/test.mjs";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const file = (buffer) => ({ name: "me.png", mimeType: "image/png", buffer });

/** Whether the browser has drawn the picture. */
const isDrawn = (image) => image.evaluate((it) => it.decode().then(() => it.naturalWidth > 0));

test.describe("a picture", { tag: "@no-javascript" }, () => {
  test.use({ refusals: [422] });

  test("is given, seen by members and removed", async ({ newOwner }) => {
    const ada = await newOwner("Ada", "Acme");
    const { page } = ada;
    const field = page.getByLabel("Picture", { exact: true });
    const save = page.getByRole("button", { name: "Save picture" });
    const saved = (text) => expect(page.getByRole("status").first()).toContainText(text);
    const button = page.locator(".user-menu summary .person");

    await page.goto("/account");
    await expect(button).toHaveText("A");
    await expect(page.getByRole("button", { name: "Remove picture" })).toHaveCount(0);
    await field.setInputFiles(file(Buffer.from("no picture")));
    await save.click();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("alert")).toContainText("Choose a picture in PNG, JPEG or WebP format");

    await field.setInputFiles(file(PIXEL));
    await save.click();
    await saved("Picture saved.");
    await expect(button.locator("img")).toHaveAttribute("src", /^\/account\/pictures\//);
    expect(await isDrawn(button.locator("img"))).toBe(true);

    await page.goto(`/o/${ada.organization.slug}/members`);
    const row = page.getByRole("row", { name: "Ada" }).locator(".person img");
    await expect(row).toHaveAttribute("src", new RegExp(`^/o/${ada.organization.slug}/pictures/`));
    expect(await isDrawn(row)).toBe(true);

    await page.goto("/account");
    await page.getByRole("button", { name: "Remove picture" }).click();
    await saved("Picture removed.");
    await expect(button).toHaveText("A");
  });
});
