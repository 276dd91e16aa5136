// People's flows in a real browser: CHROMIUM_PATH names it. The servers are started and
// stopped by global-setup.mjs; `cargo build` comes first, as in scripts/test.sh.

import { defineConfig } from "@playwright/test";

const EVERYTHING = /.*\.spec\.mjs/;
const MAIN_JOB = /main-job\.spec\.mjs/;

export default defineConfig({
  testDir: ".",
  outputDir: "results/artifacts",
  globalSetup: "./global-setup.mjs",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["./support/counts.mjs"]],
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // A record of every step costs as much as the test: TRACE=1 keeps one of what fails.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
      ],
    },
  },
  projects: [
    { name: "javascript", testMatch: EVERYTHING, grepInvert: /@better-auth-only/ },
    {
      name: "no-javascript",
      testMatch: EVERYTHING,
      grep: /@no-javascript/,
      use: { javaScriptEnabled: false },
    },
    {
      name: "better-auth",
      testMatch: EVERYTHING,
      grep: /@better-auth/,
      use: { provider: "hosted" },
    },
    {
      name: "better-auth-no-javascript",
      testMatch: MAIN_JOB,
      use: { provider: "hosted", javaScriptEnabled: false },
    },
  ],
});
