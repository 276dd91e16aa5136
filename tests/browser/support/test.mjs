// Every spec imports this: Playwright's test with people in it, each with their own browser,
// and a watch that fails the test on whatever the browser complains about.

import { test as base } from "@playwright/test";

import { Person } from "./person.mjs";
import { ServerUnderTest } from "./server.mjs";
import { Watch } from "./watch.mjs";

export { expect } from "@playwright/test";

async function launch(chromium, options, tries) {
  try {
    return await chromium.launch(options);
  } catch (error) {
    if (tries === 1) throw error;
    return launch(chromium, options, tries - 1);
  }
}

export const test = base.extend({
  /** The identity provider: `embedded`, or `hosted` by a real Better Auth server. */
  provider: ["embedded", { option: true }],

  /** Lists the error statuses that a test provokes; any other fails the test. */
  refusals: [[], { option: true }],

  /** Lists the other sites that a test visits, such as `oauth`; a request to any other fails the test. */
  leavesFor: [[], { option: true }],

  /** A browser that crashes while it starts says nothing about the product: it's started again. */
  browser: [
    async ({ playwright, launchOptions }, use) => {
      const browser = await launch(playwright.chromium, launchOptions, 3);
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],

  server: async ({ provider }, use) => {
    await use(new ServerUnderTest(JSON.parse(process.env.TENANTRY_SERVERS)[provider]));
  },

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  watch: [
    async ({ server, refusals, leavesFor }, use) => {
      const servers = JSON.parse(process.env.TENANTRY_SERVERS);
      const origins = [server.url, ...leavesFor.map((name) => servers[name].url)];
      const watch = new Watch(origins, refusals);
      await use(watch);
      watch.expectNoFaults();
    },
    { auto: true },
  ],

  context: async ({ context, watch }, use) => {
    watch.over(context);
    await use(context);
  },

  /** Opens another browser, without any cookie. */
  newBrowser: async ({ browser, watch }, use) => {
    const opened = [];
    await use(async (options = {}) => {
      const context = await browser.newContext(options);
      opened.push(context);
      watch.over(context);
      return context;
    });
    for (const context of opened) await context.close();
  },

  /** Creates a person without an account, who uses `page` or else a browser of their own. */
  newPerson: async ({ newBrowser, server, javaScriptEnabled }, use) => {
    await use(async (name, page) => {
      const own = page ?? (await (await newBrowser()).newPage());
      return new Person(name, { page: own, server, scripts: javaScriptEnabled });
    });
  },

  /** Creates a person with an organization of their own. */
  newOwner: async ({ newPerson }, use) => {
    await use(async (name, organization) => {
      const person = await newPerson(name);
      await person.signUp();
      const registered = await person.register(organization);
      return Object.assign(person, { organization: registered });
    });
  },

  /** Creates a person who has joined the organization of an owner. */
  newMember: async ({ newPerson }, use) => {
    await use(async (owner, name) => {
      const person = await newPerson(name);
      await person.signUp();
      await owner.invite(person.email, owner.organization);
      await person.join(owner.organization);
      return person;
    });
  },
});
