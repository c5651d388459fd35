// Short messages in the corner, read out by screen readers.
import { make } from './page.js';

const SECONDS = { ok: 5, info: 6, warn: 9, bad: 12 };

/** Show `text` for some seconds. `tone`: ok, info, warn or bad. */
export function toast(text, tone = 'ok') {
  const item = make('div', { class: `toast tone-${tone}`, role: tone === 'bad' ? 'alert' : 'status' }, text);
  corner().append(item);
  hideLater(item, SECONDS[tone] ?? 6);
}

/** Remove a toast after some seconds, but not while the pointer rests on it. */
export function hideLater(item, seconds) {
  setTimeout(() => (item.matches(':hover') ? hideLater(item, 2) : item.remove()), seconds * 1000);
}

function corner() {
  return document.querySelector('.toasts') || document.body.appendChild(make('div', { class: 'toasts' }));
}
