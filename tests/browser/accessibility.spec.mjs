// Every page and state: WCAG 2.2 AA by axe, in light and dark, wide and at 320 px, where
// nothing may scroll sideways. With SCREENSHOTS=folder (make pictures), a picture of each is taken
// instead.

import axe from "axe-core/axe.min.js";

import { expect, test } from "./support/test.mjs";
import { unique } from "./support/person.mjs";
import { PICTURES, keepPicture } from "./support/pictures.mjs";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = [
  { name: "wide", width: 1280, height: 860, colorScheme: "light" },
  { name: "wide-dark", width: 1280, height: 860, colorScheme: "dark" },
  { name: "narrow", width: PICTURES ? 390 : 320, height: 720, colorScheme: "light" },
];
const LONG_NAME = "Norddeutsche Genossenschaft der Binnenschiffer am Kanal";

// An open menu covers parts of links behind it; it closes before those are used.
const MENU = { except: ["target-size"] };

// The browser replaces the colours, which axe doesn't see.
const FORCED = { except: ["color-contrast"] };

test.use({ refusals: [400, 401, 403, 404, 410, 422] });

test("a visitor's pages", async ({ page, server, newPerson }) => {
  test.slow();
  await look(page, "landing", () => page.goto("/"));
  await look(page, "api-docs", () => page.goto("/api/docs"));
  await look(page, "sign-in", () => page.goto("/auth/login"));
  await look(page, "sign-up", () => page.goto("/auth/login?mode=sign-up"));
  await look(page, "forgot-password", () => page.goto("/auth/forgot-password"));
  await look(page, "reset-password", () => page.goto("/auth/reset-password?email=ada@example.com"));
  await look(page, "verify-email", () => page.goto("/auth/verify-email?email=ada@example.com"));
  await look(page, "logout-nobody", () => page.goto("/auth/logout"));
  await look(page, "not-found", () => page.goto("/no/such/page"));
  await look(page, "mailbox", () => page.goto(`/dev/mailbox?to=${unique()}@example.com`));

  await look(page, "sign-in-refused", async () => {
    const eve = await newPerson("Eve", page);
    await eve.signIn("wrong");
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "sign-up-refused", async () => {
    await page.goto("/auth/login?mode=sign-up");
    await page.getByLabel("Email address").fill("ada at example");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "sign-up-judged", async () => {
    await page.goto("/auth/login?mode=sign-up");
    await page.getByLabel("Password", { exact: true }).fill("11111111");
    await expect(page.getByText("Easy to guess.")).toBeVisible();
  });
  await look(page, "sign-in-empty", async () => {
    await page.goto("/auth/login");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "code-dialog", async () => {
    const bob = await newPerson("Bob", page);
    await page.goto("/auth/login?mode=sign-up");
    await bob.fillSignUp();
  });
  await look(page, "code-dialog-refused", async () => {
    await page.getByLabel("Six-digit code").fill("000000");
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "verify-email-refused", async () => {
    await page.goto("/auth/verify-email?email=ada@example.com");
    await page.getByLabel("Six-digit code").fill("12");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "forgot-password-sent", async () => {
    await page.goto("/auth/forgot-password");
    await page.getByLabel("Email address").fill(`nobody-${unique()}@example.com`);
    await page.getByRole("button", { name: "Email me a code" }).click();
    await expect(page.getByRole("link", { name: "Enter the code" })).toBeVisible();
  });
  await look(page, "sign-in-log", async () => {
    await page.getByRole("button", { name: "Sign-in log" }).click();
    await expect(page.getByRole("region", { name: "In this tab" })).toBeVisible();
  }, MENU);
  await look(page, "sign-in-log-page", () => page.goto("/dev/debug"));
  await look(page, "components", () => page.goto("/dev/components"));
  await page.emulateMedia({ forcedColors: "active" });
  await look(page, "components-forced-colors", () => page.goto("/dev/components"), FORCED);
  await page.emulateMedia({ forcedColors: "none" });
  await look(page, "components-right-to-left", () => page.goto("/dev/components?dir=rtl"));
  expect(page.url()).toContain(server.url);
});

test("the pages of links by mail", async ({ page, server, newPerson }) => {
  test.slow();
  const { email } = await newPerson("Ada");
  await look(page, "magic-link-sent", async () => {
    await page.goto("/auth/magic-link");
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Email me a sign-in link" }).click();
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  });
  const link = await server.link(email);
  await look(page, "magic-link", () => page.goto(link));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/magic-link/);
  await look(page, "magic-link-over", () => page.goto(link));
  await page.request.post("/auth/forgot-password", { form: { email }, headers: { origin: server.url } });
  await expect.poll(() => server.link(email)).toContain("/auth/reset-password");
  await look(page, "reset-link-refused", async () => {
    await page.goto(await server.link(email));
    await page.getByLabel("New password").fill("Password1");
    await page.getByRole("button", { name: "Save password" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
});

test("the steps after signing in", async ({ newPerson, newOwner, server }) => {
  test.slow();
  const ada = await newPerson("Ada");
  const { page } = ada;
  await ada.signUp();
  await look(page, "no-organization", () => page.goto("/auth/no-organization"));
  await look(page, "register-organization", () => page.goto("/auth/register-organization"));
  await look(page, "no-organization-refused", async () => {
    await page.goto("/auth/no-organization?link=nowhere");
    await expect(page.locator("#link-error")).toBeVisible();
  });
  await look(page, "register-organization-judged", async () => {
    await page.goto("/auth/register-organization");
    await page.getByLabel("URL").fill("dashboard");
    await expect(page.getByText("This URL is reserved.")).toBeVisible();
  });
  await look(page, "register-organization-refused", async () => {
    await page.goto("/auth/register-organization");
    await page.getByLabel("Organization name").fill("Dashboard");
    await page.getByRole("button", { name: "Create organization" }).click();
    await expect(page.locator("#slug-error")).toBeVisible();
  });
  await look(page, "select-tenant-none", () => page.goto("/auth/select-tenant"));
  await look(page, "organizations-none", () => page.goto("/account/organizations"));
  await look(page, "logout", () => page.goto("/auth/logout"));

  const grace = await newOwner("Grace", LONG_NAME.slice(0, 52));
  await grace.invite(ada.email, grace.organization);
  const link = await server.invitation(ada.email);
  await look(page, "no-organization-invited", () => page.goto("/auth/no-organization"));
  await look(page, "invitation", () => page.goto(link));
  await look(grace.page, "invitation-wrong-account", () => grace.page.goto(link));
  const visitor = await newPerson("Visitor");
  await look(visitor.page, "invitation-visitor", () => visitor.page.goto(link));
  await grace.invite(visitor.email, grace.organization);
  const invited = await server.invitation(visitor.email);
  await look(visitor.page, "sign-up-invited", () => visitor.page.goto(invited));
  await look(visitor.page, "sign-up-invited-refused", async () => {
    await visitor.page.getByRole("button", { name: "Create account and join" }).click();
    await expect(visitor.page.getByRole("alert")).toBeVisible();
  });
  await look(page, "organizations-invited", () => page.goto("/account/organizations"));
  await look(page, "mailbox-filled", () => page.goto(`/dev/mailbox?to=${ada.email}`));
  await page.goto(link);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await ada.expectDashboard(grace.organization);
  await look(page, "dashboard-joined", () => dashboard(page, grace.organization));
  await look(page, "invitation-used", () => page.goto(link));
});

test("an organization's todos", async ({ newOwner }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { slug } = ada.organization;
  await look(page, "dashboard-empty", () => page.goto(`/o/${slug}/dashboard`));
  await look(page, "todos-empty", () => page.goto(`/o/${slug}/todos`));

  await page.goto(`/o/${slug}/todos`);
  for (const title of ["Order oak for the Keller staircase", "Call the mason about the lintel"]) {
    await ada.addTodo(title, { shared: true });
  }
  await ada.addTodo(`Aus${"sehr".repeat(20)}langes-Wort ohne Lücke`);
  await page.getByRole("button", { name: "Mark as done: Call the mason about the lintel" }).click();
  await expect(page.getByRole("button", { name: "Reopen: Call the mason about the lintel" })).toBeVisible();

  await look(page, "todos", () => page.goto(`/o/${slug}/todos`));
  await look(page, "todo-menu", async () => {
    await ada.todoMenu("Order oak for the Keller staircase");
  }, MENU);
  await look(page, "todo-editing", async () => {
    await page.goto(`/o/${slug}/todos`);
    const row = await ada.todoMenu("Order oak for the Keller staircase");
    await row.getByRole("link", { name: "Edit" }).click();
    await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
  });
  await look(page, "todo-refused", async () => {
    await page.goto(`/o/${slug}/todos`);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "todos-nothing-found", async () => {
    await page.goto(`/o/${slug}/todos`);
    await page.getByRole("button", { name: "Reopen: Call the mason about the lintel" }).click();
    await expect(page.getByRole("button", { name: "Mark as done: Call the mason about the lintel" })).toBeVisible();
    await page.goto(`/o/${slug}/todos?filter=done`);
  });
});

test("the people of an organization", async ({ newOwner, newPerson }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { slug } = ada.organization;
  const bob = await newPerson("Bob");
  await bob.signUp();
  await page.goto(`/o/${slug}/invitations`);
  await ada.fillInvitation(bob.email, "Admin");
  await ada.invite(`somebody.with.a.long.name-${unique()}@subdomain.example.com`, ada.organization);
  await look(page, "members", () => page.goto(`/o/${slug}/members`));
  await look(page, "invitations", () => page.goto(`/o/${slug}/invitations`));
  await look(page, "invitations-refused", async () => {
    await page.goto(`/o/${slug}/invitations`);
    await page.getByLabel("Email addresses").fill(`${ada.email}, nobody, ${unique()}@example.com`);
    await page.getByRole("button", { name: "Send invitations" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await bob.join(ada.organization);
  await look(bob.page, "dashboard-admin", () => bob.page.goto(`/o/${slug}/dashboard`));
  await look(bob.page, "members-admin", () => bob.page.goto(`/o/${slug}/members`));
});

test("an organization's settings and the ways to join it", async ({ newOwner, newPerson, server }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { name, slug } = ada.organization;
  const at = (path) => `/o/${slug}/${path}`;
  await look(page, "settings", () => page.goto(at("settings")));
  await look(page, "settings-refused", async () => {
    await page.getByLabel("Organization name").fill(" ");
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "access-empty", () => page.goto(at("settings/access")));
  await look(page, "access-refused", async () => {
    await page.getByLabel("Domain", { exact: true }).fill("gmail.com");
    await page.getByRole("button", { name: "Add domain" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await page.goto(at("settings/access"));
  await page.getByLabel("Ask for approval").check();
  await follow(page, page.getByRole("button", { name: "Create link" }));
  await look(page, "access", () => page.goto(at("settings/access")));
  const address = await page.locator(".share-address").first().textContent();
  await look(page, "join-link", () => follow(page, page.getByRole("link", { name: "Manage the link" }).first()));
  await page.goto(at("settings/access"));
  await page.getByLabel("Domain", { exact: true }).fill(`acme-${unique()}.example`);
  await look(page, "domain", () => follow(page, page.getByRole("button", { name: "Add domain" })));

  const visitor = await newPerson("Visitor");
  const joining = new URL(address.trim()).pathname;
  await look(visitor.page, "join-visitor", () => visitor.page.goto(joining));
  await visitor.signUp();
  await look(visitor.page, "join-asking", () => visitor.page.goto(joining));
  await follow(visitor.page, visitor.page.getByRole("button", { name: "Ask to join" }));
  await look(visitor.page, "no-organization-asked", () => visitor.page.goto("/auth/no-organization"));
  await look(page, "requests", () => page.goto(at("requests")));
  await look(page, "activity", () => page.goto(at("settings/activity")));
  await look(page, "activity-event", async () => {
    await page.goto(at("settings/activity"));
    await follow(page, page.getByRole("main").locator("a[href*='/settings/activity/']").first());
  });
  await look(page, "danger", () => page.goto(at("settings/danger")));
  await look(page, "transfer-nobody", () => page.goto(at("settings/transfer")));
  await look(page, "leave-last-owner", () => page.goto(at("leave")));
  await look(page, "deletion-refused", async () => {
    await page.goto(at("settings/deletion"));
    await page.getByLabel(`Type ${name} to confirm`).fill("another");
    await follow(page, page.getByRole("button", { name: "Delete organization" }));
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await follow(page, page.getByRole("button", { name: "Delete organization" }));
  await look(page, "organizations-deleted", () => page.goto("/account/organizations"));
  await look(page, "restoration", () => follow(page, page.getByRole("link", { name: `Restore ${name}` })));
  await expect(page).toHaveURL(/restoration/);
  expect(page.url()).toContain(server.url);
});

test("what is done with a member", async ({ newOwner, newMember }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { slug } = ada.organization;
  const bob = await newMember(ada, "Bob");
  const members = `/o/${slug}/members`;
  await look(page, "member-menu", async () => {
    await page.goto(members);
    await page.locator("summary", { hasText: "More about Bob" }).click();
  }, MENU);
  for (const [state, link] of [["member-suspension", "Suspend…"], ["member-removal", "Remove…"]]) {
    await look(page, state, async () => {
      await page.goto(members);
      await page.locator("summary", { hasText: "More about Bob" }).click();
      await follow(page, page.getByRole("link", { name: link }));
    });
  }
  await look(page, "members-nobody", () => page.goto(`${members}?q=nobody`));
  await look(page, "members-bulk", async () => {
    await page.goto(members);
    await page.getByRole("checkbox", { name: "Select Bob" }).check();
    await follow(page, page.getByRole("button", { name: "Remove…" }));
  });
  await look(page, "own-role", () => page.goto(members).then(() => follow(page, page.getByRole("link", { name: "Change… your own role" }))));
  await look(page, "transfer", () => page.goto(`/o/${slug}/settings/transfer`));
  await page.getByLabel("Email address of the member").fill(bob.email);
  await follow(page, page.getByRole("button", { name: "Send offer" }));
  await look(page, "transfer-waiting", () => page.goto(`/o/${slug}/settings/transfer`));
  await look(bob.page, "dashboard-offer", () => bob.page.goto(`/o/${slug}/dashboard`));
  await look(bob.page, "ownership-offer", () => follow(bob.page, bob.page.getByRole("link", { name: "See the offer" })));
  await look(bob.page, "leave", () => bob.page.goto(`/o/${slug}/leave`));
});

test("moving about, and one's account", async ({ newOwner, newBrowser }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page } = ada;
  const { slug } = ada.organization;
  await page.goto(`/o/${slug}/todos`);
  await ada.addTodo("Order oak for the Keller staircase", { shared: true });
  const second = await ada.register(LONG_NAME.slice(0, 52));
  await look(page, "switcher", async () => {
    await page.goto(`/o/${second.slug}/dashboard`);
    await ada.openSwitcher();
  }, MENU);
  await look(page, "user-menu", async () => {
    await page.goto(`/o/${slug}/dashboard`);
    await page.locator("summary", { hasText: "Your account" }).click();
  }, MENU);
  await look(page, "palette", async () => {
    await page.goto(`/o/${slug}/dashboard`);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("oak");
    await expect(page.getByRole("option", { selected: true })).toContainText("Order oak");
  }, MENU);
  await look(page, "search", () => page.goto(`/o/${slug}/search?q=oak`));
  await look(page, "search-nothing", () => page.goto(`/o/${slug}/search?q=nothing+like+this`));
  await look(page, "welcome", () => page.goto(`/o/${slug}/welcome`));
  await look(page, "todo", async () => {
    await page.goto(`/o/${slug}/todos`);
    await follow(page, page.getByRole("link", { name: "Order oak for the Keller staircase" }));
  });
  await look(page, "drawer", async () => {
    await page.setViewportSize({ width: 390, height: 860 });
    await page.goto(`/o/${slug}/dashboard`);
    await page.getByRole("button", { name: "Menu", exact: true }).click();
  }, MENU);
  await look(page, "todo-new", () => page.goto(`/o/${slug}/todos/new`));
  await look(page, "insights", () => page.goto(`/o/${slug}/insights`));
  await look(page, "insights-table", async () => {
    await page.goto(`/o/${slug}/insights`);
    await page.getByRole("button", { name: "Show as a table" }).click();
    await expect(page.getByRole("button", { name: "Show as a chart" })).toBeVisible();
  });
  await look(page, "dashboard", () => page.goto(`/o/${slug}/dashboard`));
  await look(page, "select-tenant", () => page.goto("/auth/select-tenant"));
  await look(page, "organizations", () => page.goto("/account/organizations"));

  const away = await ada.at(await newBrowser());
  await away.signIn();
  await expect(away.page).toHaveURL(/\/o\//);
  await look(page, "account", async () => {
    await page.goto("/account");
    await expect(page.getByRole("heading", { name: "Danger zone" })).toBeVisible();
  });
  await look(page, "account-security-devices", async () => {
    await page.goto("/account/security");
    await expect(page.getByRole("button", { name: "Sign out all other devices" })).toBeVisible();
  });
  await look(page, "account-refused", async () => {
    await page.goto("/account");
    await page.getByLabel("Your name").fill(" ");
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "not-found-signed-in", () => page.goto(`/o/${slug}/no-such-page`));
});

test("one's account, page by page", async ({ newPerson }) => {
  test.slow();
  const ada = await newPerson("Ada");
  const { page } = ada;
  await ada.signUp();
  await look(page, "account-security", () => page.goto("/account/security"));
  await look(page, "account-password-refused", async () => {
    await page.goto("/account/security");
    await page.getByLabel("Current password").fill("not mine");
    await page.getByLabel("New password").fill("short");
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await look(page, "account-email", () => page.goto("/account/email"));
  await look(page, "account-email-code", async () => {
    await page.goto("/account/email");
    await page.getByLabel("New email").fill(`countess-${unique()}@example.com`);
    await page.getByRole("button", { name: "Email me a code" }).click();
    await expect(page.getByLabel("Six-digit code")).toBeVisible();
  });
  await look(page, "account-activity", () => page.goto("/account/activity"));
  await look(page, "confirm", () => page.goto("/auth/confirm?return_to=/account/email"));
  await look(page, "confirm-code", () => page.goto("/auth/confirm?by=code&return_to=/account/email"));
  await look(page, "undo-email-change", () => page.goto("/auth/undo-email-change/madeup"));
  await look(page, "account-delete", () => page.goto("/account/delete"));
  await look(page, "account-closing", async () => {
    await page.goto("/account/delete");
    await page.getByLabel(`Type ${ada.email} to confirm`).fill(ada.email);
    await page.getByRole("button", { name: "Delete my account" }).click();
    await expect(page.getByRole("status")).toContainText("Your account will be deleted in 7 days");
    await ada.signIn();
    await expect(page.getByRole("button", { name: "Keep my account" })).toBeVisible();
  });
});

async function dashboard(page, { name, slug }) {
  await page.goto(`/o/${slug}/dashboard`);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** Clicks what leads to another page, and waits until that is there. */
async function follow(page, control) {
  await Promise.all([page.waitForEvent("load"), control.click()]);
}

/** Reaches a state and looks at it in every way. */
async function look(page, state, reach, { except = [] } = {}) {
  await test.step(state, async () => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await reach();
    for (const { name, width, height, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (PICTURES) {
        await keepPicture(page, `${state}.${name}`);
        continue;
      }
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(overflow, `${state} (${name}) scrolls sideways`).toBeLessThanOrEqual(0);
      if (colorScheme === "dark" && except.includes("color-contrast")) continue;
      expect.soft(await violations(page, rules(colorScheme, except)), `${state} (${name})`).toEqual([]);
    }
  });
}

/** Returns the violations that axe finds in the page as it is now. */
async function violations(page, options) {
  // To read its source takes as long as to look: a page gets it once.
  if (await page.evaluate(() => !window.axe)) await page.evaluate(axe.source);
  return page.evaluate(async (options) => {
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  }, options);
}

/** The rules that axe applies. */
function rules(colorScheme, except) {
  // In the dark the same elements have other colours; nothing else differs.
  const runOnly = colorScheme === "dark" ? ["color-contrast"] : STANDARD;
  const disabled = except.map((rule) => [rule, { enabled: false }]);
  // Other results are counted only: to describe each element of each takes longest.
  return { runOnly, rules: Object.fromEntries(disabled), resultTypes: ["violations"] };
}
