// What the other scripts need to find their way in the page.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
