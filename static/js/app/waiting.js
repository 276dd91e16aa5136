// Too many attempts: how long to wait.

import { all } from '../shared/dom.js';
import { THROTTLE_WAIT } from '../shared/events.js';

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
    // The seconds aren't read out, but that they're over is.
    if (left === 1) line.ariaLive = 'polite';
    if (left <= 0) clearInterval(timer);
    left -= 1;
  };
  const timer = setInterval(tell, 1000);
  tell();
};

all('[data-retry-after]').forEach(tellWhen);
document.addEventListener(THROTTLE_WAIT, (event) => tellWhen(event.target));
