// The menu of each todo in a list: the page has it once.

import { all } from '../shared/dom.js';
import { ROW_ADDED } from '../shared/events.js';

const model = document.getElementById('todo-menu');

const menuOf = (row) => {
  const menu = model.content.firstElementChild.cloneNode(true);
  const link = row.querySelector('.todo-title a');
  const title = `: ${link.textContent}`;
  menu.querySelector('.visually-hidden').append(title);
  menu.querySelector(`[data-when="${'shared' in row.dataset ? 'private' : 'shared'}"]`).remove();
  for (const item of all('[data-path]', menu)) {
    item.setAttribute(item.matches('a') ? 'href' : 'formaction', `${link.getAttribute('href')}/${item.dataset.path}`);
    const of = document.createElement('span');
    of.className = 'visually-hidden';
    of.textContent = title;
    item.append(of);
  }
  return menu;
};

const addMenus = (within) => {
  for (const place of all('.todo > .more', within)) place.replaceWith(menuOf(place.parentElement));
};

if (model) {
  addMenus(document);
  document.addEventListener(ROW_ADDED, (event) => addMenus(event.target.parentElement));
}
