// Every page in German, in English that is 40 percent longer and in foreign letters (en-XA), and
// from right to left (ar-XB): nothing scrolls sideways, no button is cut off, and axe has no
// objection. A debug build gives the pseudo languages to a browser that asks for them.

import axe from "axe-core/axe.min.js";

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";
import { PICTURES, keepPicture } from "./support/pictures.mjs";

const LANGUAGES = [
  { tag: "de", direction: "ltr", isChecked: true },
  { tag: "en-XA", direction: "ltr", isChecked: false },
  { tag: "ar-XB", direction: "rtl", isChecked: true },
].filter(({ tag }) => !PICTURES || tag === "de");
const WIDTHS = [390, 1280];
const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

test.use({ refusals: [400, 401, 403, 404, 410, 422] });

test("a visitor's pages", async ({ page }) => {
  test.slow();
  await lookAt(page, [
    "/",
    "/auth/login",
    "/auth/login?mode=sign-up",
    "/auth/forgot-password",
    "/auth/reset-password?email=ada@example.com",
    "/auth/verify-email?email=ada@example.com",
    "/auth/magic-link",
    "/auth/logout",
    "/auth/undo-email-change/madeup",
    "/no/such/page",
  ]);
});

test("an organization's pages", async ({ newOwner, newMember }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { slug } = ada.organization;
  const bob = await newMember(ada, "Bob");
  await ada.invite(`somebody.with.a.long.name-${unique()}@subdomain.example.com`, ada.organization);
  await page.goto(`/o/${slug}/todos`);
  await ada.addTodo("Order oak for the Keller staircase", { shared: true });
  const [, todo] = (await ada.todo("Order oak for the Keller staircase").getAttribute("id")).split("todo-");
  await page.goto(`/o/${slug}/settings/access`);
  await page.getByLabel("Ask for approval").check();
  await follow(page, page.getByRole("button", { name: "Create link" }));
  await page.goto(`/o/${slug}/settings/access`);
  await page.getByLabel("Domain", { exact: true }).fill(`acme-${unique()}.example`);
  await follow(page, page.getByRole("button", { name: "Add domain" }));
  await expect(page).toHaveURL(/domains/);
  const domain = new URL(page.url()).pathname;
  const pages = [
    "dashboard",
    "todos",
    "todos?filter=done",
    `todos/${todo}`,
    `todos/${todo}/edit`,
    "todos/new",
    "members",
    "members?q=nobody",
    "invitations",
    "requests",
    "insights",
    "search?q=oak",
    "leave",
    "welcome",
    "settings",
    "settings/access",
    "settings/activity",
    "settings/danger",
    "settings/deletion",
    "settings/transfer",
    "no-such-page",
  ];
  await lookAt(page, [...pages.map((it) => `/o/${slug}/${it}`), domain]);
});

test("the pages of an account", async ({ newOwner }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  await ada.register("Norddeutsche Genossenschaft der Binnenschiffer");
  await lookAt(ada.page, [
    "/account",
    "/account/security",
    "/account/email",
    "/account/activity",
    "/account/organizations",
    "/account/delete",
    "/auth/confirm?return_to=/account/email",
    "/auth/no-organization",
    "/auth/register-organization",
    "/auth/select-tenant",
    "/auth/logout",
  ]);
});

test("the language is chosen on the account's page, and goes before the browser's", async ({ newPerson }) => {
  const ada = await newPerson("Ada");
  const { page } = ada;
  await ada.signUp();
  await page.goto("/account");
  await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
  await page.getByRole("button", { name: "Save language" }).click();
  await expect(page.getByRole("status")).toContainText("Sprache gespeichert.");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.getByRole("combobox", { name: "Sprache" }).selectOption("Wie im Browser");
  await page.getByRole("button", { name: "Sprache speichern" }).click();
  await expect(page.getByRole("status")).toContainText("Language saved.");
});

test("scripts speak the page's language", async ({ newOwner, page }) => {
  await speak(page, "de");
  await page.goto("/auth/login");
  await expect(page.getByRole("button", { name: "Passwort zeigen" })).toHaveText("Zeigen");
  await page.getByLabel("E-Mail-Adresse").fill(`nobody-${unique()}@example.com`);
  await page.getByLabel("Passwort", { exact: true }).fill("wrong-password");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("E-Mail-Adresse oder Passwort ist falsch.");
  await expect(page.getByRole("alert")).toContainText("Passwort vergessen?");

  const ada = await newOwner("Ada", "Acme");
  await ada.page.goto(`/o/${ada.organization.slug}/todos`);
  await ada.addTodo("Order oak");
  await speak(ada.page, "de");
  await ada.page.goto(`/o/${ada.organization.slug}/todos`);
  await ada.page.getByRole("button", { name: "Als erledigt markieren: Order oak" }).click();
  await expect(ada.page.locator(".toasts")).toContainText("Erledigt: Order oak");
  await expect(ada.page.locator(".toasts")).toContainText("Rückgängig");
  await ada.page.getByRole("link", { name: /Suche/ }).first().click();
  const palette = ada.page.getByRole("dialog");
  await palette.getByRole("combobox").fill("einstellungen");
  await expect(palette).toContainText("Treffer");
  await expect(palette.getByRole("option", { name: "Einstellungen" })).toBeVisible();
});

/** Has the browser ask for a language; Playwright's own sets one for a whole context. */
async function speak(page, tag) {
  await page.unroute("**/*");
  await page.route("**/*", (route) => route.continue({ headers: { ...route.request().headers(), "accept-language": tag } }));
}

/** Clicks what leads to another page, and waits until that is there. */
async function follow(page, control) {
  await Promise.all([page.waitForEvent("load"), control.click()]);
}

/** Visits each address in each language, and looks at it at each width. */
async function lookAt(page, addresses) {
  for (const language of LANGUAGES) {
    await speak(page, language.tag);
    for (const address of addresses) {
      await test.step(`${language.tag} ${address}`, async () => {
        await page.setViewportSize({ width: WIDTHS[1], height: 860 });
        await page.goto(address);
        await expect(page.locator("html")).toHaveAttribute("lang", language.tag);
        await expect(page.locator("html")).toHaveCSS("direction", language.direction);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 860 });
          if (PICTURES) await keepPicture(page, `${language.tag}.${named(address)}.${width}`);
          const faults = await page.evaluate(cutOff);
          expect.soft(faults, `${language.tag} ${address} at ${width}`).toEqual([]);
        }
        if (!language.isChecked || PICTURES) return;
        expect.soft(await violations(page), `${language.tag} ${address}`).toEqual([]);
      });
    }
  }
}

/** An address as part of a file's name, without the organization's. */
function named(address) {
  return address.replace(/^\/o\/[^/]+\//, "o-").replace(/[^a-z]+/gi, "-").slice(0, 60);
}

/** Runs in the page: returns what scrolls sideways, and controls whose text doesn't fit. */
function cutOff() {
  const faults = [];
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) faults.push(`scrolls sideways by ${over}`);
  for (const control of document.querySelectorAll("a.button, button, summary, select, .menu-item, .badge")) {
    if (!control.checkVisibility() || control.closest(".visually-hidden")) continue;
    const { overflowX, textOverflow } = getComputedStyle(control);
    const isCut = control.scrollWidth > control.clientWidth + 1 && overflowX !== "visible" && textOverflow !== "ellipsis";
    const box = control.getBoundingClientRect();
    const isOutside = box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
    const scrolls = control.closest("nav, table, .scroll, .filters");
    if (isCut || (isOutside && !scrolls)) faults.push(`cut off: ${control.textContent.trim().slice(0, 60)}`);
  }
  return faults;
}

/** Returns the violations that axe finds in the page as it is now. */
async function violations(page) {
  if (await page.evaluate(() => !window.axe)) await page.evaluate(axe.source);
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: values, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
  }, STANDARD);
}
