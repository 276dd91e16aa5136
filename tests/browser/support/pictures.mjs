// With SCREENSHOTS=folder (make pictures), pictures are taken of pages instead of looks at them.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** The folder for the pictures, if they are taken. */
export const PICTURES = process.env.SCREENSHOTS;

export async function keepPicture(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
