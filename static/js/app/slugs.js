// An organization's address, taken from its name by the server's rule.

import { all } from '../shared/dom.js';

for (const form of all('[data-slug-form]')) {
  const name = form.elements.namedItem('name');
  const slug = form.elements.namedItem('slug');
  if (name) {
    const preview = () => { slug.placeholder = slugOf(name.value); };
    name.addEventListener('input', preview);
    preview();
  }
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
