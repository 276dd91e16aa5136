// Pages stand still: nothing moves while they load, and what is typed or ticked moves nothing.

import { expect, test } from "./support/test.mjs";

const shifts = () => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  // Shifts seen so far are told before the frame after the next.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
});

test("nothing moves while a page loads", async ({ newOwner, page: visitor }) => {
  test.slow();
  const ada = await newOwner("Ada", "Acme");
  const { page, organization } = ada;
  await page.goto(`/o/${organization.slug}/todos`);
  for (const number of [1, 2, 3]) await ada.addTodo(`Saw board ${number}`, { shared: true });
  const inside = ["dashboard", "todos", "members", "invitations", "settings", "settings/activity", "insights"]
    .map((section) => `/o/${organization.slug}/${section}`);
  const visits = [
    [visitor, ["/", "/auth/login", "/auth/login?mode=sign-up"]],
    [page, [...inside, "/account", "/account/security", "/auth/register-organization"]],
  ];
  for (const width of [1280, 390]) {
    for (const [tab, paths] of visits) {
      await tab.setViewportSize({ width, height: 800 });
      for (const path of paths) {
        await tab.goto(path, { waitUntil: "load" });
        await tab.waitForLoadState("networkidle");
        expect(await tab.evaluate(shifts), `${path} at ${width}`).toBeLessThan(0.01);
      }
    }
  }
});
