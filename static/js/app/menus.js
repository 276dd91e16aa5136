// Menus: <details> that close by themselves and follow the arrow keys.

import { all } from '../shared/dom.js';

const items = (menu) => all('.menu-item', menu).filter((item) => item.offsetParent);

const close = (menu, refocus) => {
  menu.open = false;
  if (refocus) menu.querySelector('summary').focus();
};

document.addEventListener('click', (event) => {
  for (const menu of all('[data-menu][open]')) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener('focusin', (event) => {
  for (const menu of all('[data-menu][open]')) if (!menu.contains(event.target)) close(menu);
});

// In a wide window, which begins as in shell.css, the drawer is the sidebar and covers nothing.
const wide = matchMedia('(min-width: 64rem)');
wide.addEventListener('change', () => {
  if (wide.matches) document.querySelector('.side-nav:popover-open')?.hidePopover();
});

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('[data-menu]');
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && menu.open) return close(menu, true);
  if (!menu.open && event.key === 'ArrowDown') menu.open = true;
  if (!menu.open) return;
  const target = next(items(menu), document.activeElement, event.key);
  if (!target) return;
  event.preventDefault();
  target.focus();
});

function next(list, current, key) {
  const at = list.indexOf(current);
  if (key === 'ArrowDown') return list[(at + 1) % list.length];
  if (key === 'ArrowUp') return list[(at <= 0 ? list.length : at) - 1];
  if (key === 'Home') return list[0];
  if (key === 'End') return list[list.length - 1];
  if (key.length !== 1 || key === ' ') return null;
  const order = [...list.slice(at + 1), ...list.slice(0, at + 1)];
  const name = (item) => item.querySelector('.menu-text')?.textContent.trim().toLowerCase() ?? '';
  return order.find((item) => name(item).startsWith(key.toLowerCase()));
}
