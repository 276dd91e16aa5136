// The palette, on Ctrl K or ⌘ K: one combobox over what the search finds. The link that opens
// it leads to the page of the search.

import { all } from '../shared/dom.js';

const opener = document.querySelector('[data-palette]');
const PAUSE = 150;

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const make = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const buildPalette = () => {
  const label = opener.querySelector('span').textContent;
  const input = make('input', {
    type: 'text', role: 'combobox', 'aria-label': label, 'aria-expanded': 'true', 'aria-controls': 'palette-hits',
    'aria-autocomplete': 'list', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: '200',
    placeholder: opener.dataset.placeholder,
  });
  const list = make('div', { id: 'palette-hits', role: 'listbox', 'aria-label': label });
  const found = make('p', { class: 'palette-found', role: 'status' });
  const dialog = make('dialog', { class: 'palette', 'aria-label': label }, input, list, found);
  document.body.append(dialog);
  return { dialog, input, list, found };
};

const optionsOf = (list) => all('[role="option"]', list);

const choose = ({ input, list }, option) => {
  for (const other of optionsOf(list)) other.setAttribute('aria-selected', String(other === option));
  if (!option) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
};

const showHits = (palette, { groups, found }) => {
  let number = 0;
  const option = (hit) => {
    number += 1;
    const link = make('a', { class: 'hit', role: 'option', id: `hit-${number}`, href: hit.href, tabindex: '-1', 'aria-selected': 'false' });
    link.append(make('span', { dir: 'auto' }, hit.label));
    if (hit.hint) link.append(make('span', { class: 'role' }, hit.hint));
    return link;
  };
  const group = ({ label, hits }, index) => {
    const title = make('p', { class: 'palette-kind', id: `kind-${index}` }, label);
    return make('div', { role: 'group', 'aria-labelledby': title.id }, title, ...hits.map(option));
  };
  palette.list.replaceChildren(...groups.map(group));
  palette.list.hidden = number === 0;
  palette.found.textContent = found;
  choose(palette, optionsOf(palette.list)[0]);
};

let asked = null;

const askFor = async (palette, text) => {
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(`${opener.dataset.palette}?q=${encodeURIComponent(text)}`, {
    headers: { accept: 'application/json' },
    signal: asked.signal,
  });
  if (!answer.ok) return location.assign(opener.href);
  showHits(palette, await answer.json());
};

const search = (palette) => askFor(palette, palette.input.value).catch((error) => {
  if (error.name !== 'AbortError') palette.found.textContent = document.body.dataset.failed;
});

const move = (palette, key) => {
  const options = optionsOf(palette.list);
  const at = options.findIndex((option) => option.ariaSelected === 'true');
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[key];
  choose(palette, options[(to + options.length) % options.length]);
};

const onKey = (palette, event) => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    move(palette, event.key);
  } else if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    const option = optionsOf(palette.list).find((it) => it.ariaSelected === 'true');
    if (option && (event.ctrlKey || event.metaKey)) window.open(option.href);
    else option?.click();
  }
};

const startPalette = () => {
  const palette = buildPalette();
  let pause;
  palette.input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE, palette);
  });
  palette.input.addEventListener('keydown', (event) => onKey(palette, event));
  palette.list.addEventListener('pointermove', (event) => choose(palette, event.target.closest('[role="option"]')));
  palette.dialog.addEventListener('click', (event) => {
    if (event.target === palette.dialog) palette.dialog.close();
  });
  return palette;
};

if (opener) {
  let palette = null;
  const open = () => {
    palette ??= startPalette();
    if (palette.dialog.open) return palette.dialog.close();
    palette.input.value = '';
    palette.dialog.showModal();
    search(palette);
  };
  opener.setAttribute('aria-keyshortcuts', isMac ? 'Meta+K' : 'Control+K');
  opener.append(make('kbd', { 'aria-hidden': 'true' }, isMac ? '⌘ K' : 'Ctrl K'));
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || !(isMac ? event.metaKey : event.ctrlKey)) return;
    event.preventDefault();
    open();
  });
}
