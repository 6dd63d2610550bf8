// Pages in Debian's Chromium, served from loopback under the strict policy.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  outputDir: "../../target/browser/results",
  globalSetup: "./build.js",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // Ends what hangs. A test that walks through every page takes minutes on a busy machine, and is not wrong for it.
  timeout: 400_000,
  reporter: [["list", { printSteps: false }]],
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    },
    timezoneId: "UTC",
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  },
});
