// Finds elements in the page for the other scripts.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
