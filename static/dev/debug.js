// The debug panel of development: the server's record of sign-ins and what the page
// script asked the provider in this tab. Escape closes it; without scripts its button
// is a link to the same record.
(() => {
  'use strict';

  const KEY = 'tenantry-sign-in-log';
  const KEPT = 50;

  // ---- What happens in this tab; a sign-in leads to another page.

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  };

  document.addEventListener('neon-auth:call', ({ detail }) => {
    sessionStorage.setItem(KEY, JSON.stringify([...read(), detail].slice(-KEPT)));
  });

  // ---- The record, on its page and in the panel.

  function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  }

  function row({ at, call, status, code, got, ms }) {
    const time = new Date(at).toLocaleTimeString('en-GB');
    const cells = [status || 'no answer', `${ms} ms`, [code, got].filter(Boolean).join('; ')];
    const line = element('tr', { class: status >= 200 && status < 400 ? 'is-passed' : 'is-failed' });
    line.append(element('th', { scope: 'row' }, `${time} ${call}`), ...cells.map((cell) => element('td', {}, String(cell))));
    return line;
  }

  function complete(record) {
    const place = record.querySelector('[data-debug-client]');
    const log = read().reverse();
    const head = element('tr', {}, ...['Call', 'Answer', 'Took', 'Remarks'].map((name) => element('th', { scope: 'col' }, name)));
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...log.map(row)));
    place.append(log.length ? table : element('p', { class: 'hint' }, 'The page script has not asked the provider anything in this tab.'));
    place.hidden = false;
    const button = record.querySelector('[data-debug-copy]');
    button.hidden = false;
    button.addEventListener('click', () => copy(record, button));
    return record;
  }

  /** One line for each row, however the browser would have laid it out. */
  function text(record) {
    const words = (node) => node.textContent.replace(/\s+/g, ' ').trim();
    const lines = [...record.querySelectorAll('h2, dl > div, summary, p, tr')].map((node) => {
      const parts = [...node.children].filter((child) => ['TH', 'TD', 'DT', 'DD'].includes(child.tagName));
      return parts.length ? parts.map(words).join(' | ') : words(node);
    });
    return [`Sign-in log, ${new Date().toISOString()}`, ...lines].join('\n');
  }

  async function copy(record, button) {
    try {
      await navigator.clipboard.writeText(text(record));
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy all logs'; }, 2000);
    } catch {
      // Not a secure context, or not allowed: the text to copy by hand.
      const area = element('textarea', { readonly: '', rows: '12', 'aria-label': 'All logs' }, text(record));
      button.replaceWith(area);
      area.select();
    }
  }

  const here = document.querySelector('[data-debug-record]');
  if (here) complete(here);

  // ---- The panel.

  const button = document.querySelector('[data-debug]');
  if (!button || !window.HTMLDialogElement) return;
  button.setAttribute('role', 'button');
  button.setAttribute('aria-haspopup', 'dialog');

  button.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    button.click();
  });

  button.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open().catch(() => window.location.assign(button.href));
  });

  async function open() {
    const answer = await fetch(button.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const record = document.adoptNode(page.querySelector('[data-debug-record]'));
    const close = element('button', { class: 'button small' }, 'Close');
    const title = element('h2', { id: 'debug-title' }, 'Sign-in log');
    const panel = element('dialog', { class: 'debug-panel', 'aria-labelledby': 'debug-title' },
      element('div', { class: 'debug-head' }, title, element('form', { method: 'dialog' }, close)), complete(record));
    panel.addEventListener('close', () => panel.remove());
    document.body.append(panel);
    panel.showModal();
    close.focus();
  }
})();
