// Finds elements in the page for the other scripts.

// A text of the page, with a value in the place of `{}`.
export const worded = (text, value) => text.replace('{}', () => value);

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
