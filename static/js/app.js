// Comforts on top of pages that work without them.
(() => {
  'use strict';

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- Menus: <details> that close by themselves and follow the arrow keys.

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

  // ---- Sending a form twice. Buttons stay enabled, so that they keep their
  // ---- names and work again when the page comes back from history.

  const sending = new Set();
  const labels = new WeakMap();

  document.addEventListener('submit', (event) => {
    const form = event.target;
    // A download leaves the page where it is.
    if (form.method !== 'post' || 'download' in form.dataset) return;
    if (sending.has(form)) return event.preventDefault();
    sending.add(form);
    const button = event.submitter ?? form.querySelector('button');
    if (!button) return;
    button.setAttribute('aria-busy', 'true');
    if (!button.dataset.busy) return;
    labels.set(button, [...button.childNodes]);
    button.replaceChildren(button.dataset.busy);
  }, true);

  const settle = (form) => {
    sending.delete(form);
    for (const button of all('[aria-busy]', form)) {
      button.removeAttribute('aria-busy');
      if (labels.has(button)) button.replaceChildren(...labels.get(button));
    }
  };

  document.addEventListener('form:idle', (event) => settle(event.target));
  window.addEventListener('pageshow', () => [...sending].forEach(settle));

  // ---- Passwords that can be looked at.

  for (const input of all('input[type="password"]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'reveal';
    button.setAttribute('aria-controls', input.id);
    const show = (shown) => {
      const caret = input.selectionStart;
      input.type = shown ? 'text' : 'password';
      if (document.activeElement === input) input.setSelectionRange(caret, caret);
      button.setAttribute('aria-pressed', String(shown));
      button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password');
      button.textContent = shown ? 'Hide' : 'Show';
    };
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => show(button.getAttribute('aria-pressed') !== 'true'));
    input.form?.addEventListener('submit', () => show(false));
    show(false);
    input.parentElement.classList.add('has-reveal');
    input.after(button);
  }

  // ---- Codes: sent by themselves once complete, and once only.

  for (const input of all('input[autocomplete="one-time-code"]')) {
    let tried = '';
    input.addEventListener('input', () => {
      const digits = input.value.replace(/\D/g, '');
      const others = all('[required]', input.form).every((field) => field.value);
      if (digits.length !== 6 || digits === tried || !others) return;
      tried = digits;
      input.form.requestSubmit();
    });
  }

  // ---- Sending another code: after a while.

  const countDown = (button, seconds) => {
    const label = (button.dataset.plain ??= button.textContent);
    clearInterval(Number(button.dataset.timer));
    let left = seconds;
    const tick = () => {
      const waiting = left > 0;
      button.textContent = waiting ? `${label} in ${left} s` : label;
      button.toggleAttribute('aria-disabled', waiting);
      if (waiting) button.setAttribute('aria-disabled', 'true');
      else clearInterval(timer);
      left -= 1;
    };
    const timer = setInterval(tick, 1000);
    button.dataset.timer = String(timer);
    tick();
  };

  for (const button of all('[data-resend]')) {
    if (!button.closest('dialog') && Number(button.dataset.wait)) countDown(button, Number(button.dataset.wait));
    button.addEventListener('click', (event) => {
      if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
    });
  }

  document.addEventListener('code:sent', (event) => {
    const button = event.target.closest('[data-resend]') ?? event.target.querySelector('[data-resend]');
    if (button) countDown(button, Number(button.dataset.wait) || 30);
  });

  // The code is used up: nobody needs to wait for another one.
  document.addEventListener('code:expired', (event) => countDown(event.target.closest('[data-resend]'), 0));

  // As the pages have it (text::wait).
  const inWords = (seconds) => {
    const units = [[7200, 3600, 'hours'], [120, 60, 'minutes']];
    const [, length, unit] = units.find(([from]) => seconds >= from) ?? [0, 1, seconds === 1 ? 'second' : 'seconds'];
    return `${Math.ceil(seconds / length)} ${unit}`;
  };

  const tellWhen = (line) => {
    let left = Number(line.dataset.retryAfter);
    const tell = () => {
      line.textContent = left > 0 ? `You can try again in ${inWords(left)}.` : 'You can try again now.';
      if (left <= 0) clearInterval(timer);
      left -= 1;
    };
    const timer = setInterval(tell, 1000);
    tell();
  };

  all('[data-retry-after]').forEach(tellWhen);
  document.addEventListener('throttle:wait', (event) => tellWhen(event.target));

  // ---- Copying.

  for (const button of all('[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = [...button.childNodes];
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = 'Copied';
      setTimeout(() => button.replaceChildren(...label), 2000);
    });
  }

  // ---- An organization's address, taken from its name by the server's rule.

  for (const form of all('[data-slug-form]')) {
    const name = form.elements.namedItem('name');
    const slug = form.elements.namedItem('slug');
    const preview = () => { slug.placeholder = slugOf(name.value); };
    name.addEventListener('input', preview);
    preview();
    for (const button of all('[data-suggestion]', form)) {
      button.hidden = false;
      button.addEventListener('click', () => {
        slug.value = button.dataset.suggestion;
        slug.focus();
      });
    }
  }

  function slugOf(name) {
    const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, '');
  }

  // ---- Moments, in the reader's own time.

  // Day before month, as the server writes dates.
  const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  for (const moment of all('time[data-moment]')) {
    const at = new Date(moment.dateTime);
    if (!Number.isNaN(at.getTime())) moment.textContent = local.format(at);
  }
})();
