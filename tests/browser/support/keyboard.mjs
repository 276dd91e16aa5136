import { expect } from "@playwright/test";

const TABS = 80;

/** Hands on the keyboard only: moves by Tab, and sees where the focus is at each stop. */
export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  /** Presses Tab until the control has the focus. */
  async reach(control, key = "Tab") {
    await expect(control).toBeVisible();
    for (let tabs = 0; tabs < TABS; tabs += 1) {
      if (await control.evaluate((it) => it === document.activeElement)) return this.expectShown();
      await this.page.keyboard.press(key);
      await this.expectShown();
    }
    throw new Error(`${control} can't be reached by ${key}`);
  }

  /** Reaches a link or button, and presses it. */
  async press(control, key = "Enter") {
    await this.reach(control);
    await this.page.keyboard.press(key);
  }

  /** Reaches a field, and types. */
  async type(field, text) {
    await this.reach(field);
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.type(text);
  }

  /** Expects that whoever looks sees which control has the focus. */
  async expectShown() {
    const seen = await this.page.evaluate(() => {
      const it = document.activeElement;
      // The start of the page, and a part that was focused to read on from there.
      if (it === document.body || it.tabIndex < 0) return true;
      const ring = (part) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      };
      const { top, bottom, height } = it.getBoundingClientRect();
      const isOnScreen = bottom > 0 && top < innerHeight && height > 0;
      return isOnScreen && [it, it.parentElement].some(ring) ? true : it.outerHTML.slice(0, 200);
    });
    expect(seen, "the focus is seen").toBe(true);
  }
}
