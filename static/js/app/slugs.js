// An organization's address, taken from its name by the server's rule; while it's typed, the
// server says whether it's free.

import { all } from '../shared/dom.js';

const SLUG_PAUSE = 400;

const tellWhetherFree = (form, name, slug) => {
  const line = form.querySelector('[data-slug-answer]');
  const [said, use] = line.children;
  let asked = null;
  let pause = null;
  const show = (answer) => {
    said.textContent = answer.said;
    use.hidden = !answer.suggestion;
    use.querySelector('strong').textContent = answer.suggestion;
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    if (!name.value.trim() && !slug.value.trim()) return show({ said: '' });
    const query = new URLSearchParams({ name: name.value, slug: slug.value });
    const answer = await fetch(`${form.dataset.slugForm}?${query}`, { signal: asked.signal });
    show(answer.ok ? await answer.json() : { said: '' });
  };
  // Without an answer the form itself says what it has to say.
  const look = () => ask().catch((error) => error.name === 'AbortError' || show({ said: '' }));
  form.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(look, SLUG_PAUSE);
  });
  use.addEventListener('click', () => {
    slug.value = use.querySelector('strong').textContent;
    slug.focus();
    look();
  });
};

for (const form of all('[data-slug-form]')) {
  const name = form.elements.namedItem('name');
  const slug = form.elements.namedItem('slug');
  if (name) {
    const preview = () => { slug.placeholder = slugOf(name.value); };
    name.addEventListener('input', preview);
    preview();
  }
  if (form.dataset.slugForm) tellWhetherFree(form, name, slug);
  for (const button of all('[data-suggestion]', form)) {
    button.hidden = false;
    button.addEventListener('click', () => {
      slug.value = button.dataset.suggestion;
      slug.focus();
    });
  }
}

// Other letters are spelled by the server.
const SPELLED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

function slugOf(name) {
  const spelled = name.toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => SPELLED[letter]);
  if (/[^\p{Script=Latin}\P{Letter}]/u.test(spelled)) return '';
  const plain = spelled.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, '');
}
