// Parts of a page that stay fresh while it is open, and the keys of the inbox. Both pages work without this.
import { make } from './page.js';

document.querySelectorAll('[data-live]').forEach(keepFresh);
const shortcuts = document.getElementById('shortcuts');
if (document.getElementById('inbox')) wireKeys();

/** Fetch the part again every few seconds; nothing travels while it has not changed (ETag), nor while nobody looks. */
function keepFresh(part) {
  const seconds = Number(part.dataset.liveSeconds) || 10;
  let tag = '';
  setInterval(async () => {
    if (document.hidden || part.querySelector('.is-busy, dialog[open]')) return;
    const response = await fetch(part.dataset.live, { headers: tag ? { 'If-None-Match': tag } : {}, redirect: 'manual' }).catch(() => null);
    if (!response?.ok) return;
    tag = response.headers.get('ETag') || '';
    replace(part, await response.text());
    if (part.querySelector('[data-live-done]')) location.reload();
  }, seconds * 1000);
}

/** Put the new part in place; focus and the chosen row stay where they were. */
function replace(part, html) {
  const focused = part.contains(document.activeElement) ? pathOf(document.activeElement) : null;
  const chosen = part.querySelector('tr.is-selected')?.dataset.task;
  const fresh = make('template', { innerHTML: html });
  part.replaceChildren(fresh.content);
  if (chosen) part.querySelector(`tr[data-task="${CSS.escape(chosen)}"]`)?.classList.add('is-selected');
  if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
}

function pathOf(element) {
  const task = element.closest('tr')?.dataset.task;
  const href = element.getAttribute('href');
  const own = href ? `a[href="${CSS.escape(href)}"]` : element.tagName.toLowerCase();
  return task ? `tr[data-task="${CSS.escape(task)}"] ${own}` : own;
}

function wireKeys() {
  const button = document.querySelector('[data-shortcuts]');
  if (button) {
    button.hidden = false;
    button.addEventListener('click', () => shortcuts.showModal());
  }
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog')) return;
    if (act(event.key)) event.preventDefault();
  });
}

/** Do what a key asks for; whether it meant anything. Enter only with a chosen row: else it belongs to what has the focus. */
function act(key) {
  const chosen = document.querySelector('#tasks tr.is-selected');
  if (key === 'j') return choose(1);
  if (key === 'k') return choose(-1);
  if (key === '?') return Boolean(shortcuts) && (shortcuts.showModal(), true);
  if (key === '/') return focus(document.getElementById('q'));
  if (/^[1-5]$/.test(key)) return press(document.querySelectorAll('.tabs a')[Number(key) - 1]);
  if (key === 'c') return press(chosen?.querySelector('form button'));
  if (key === 'Enter' && document.activeElement === document.body) return press(chosen?.querySelector('a'));
  return false;
}

function choose(step) {
  const rows = [...document.querySelectorAll('#tasks tbody tr')];
  if (!rows.length) return false;
  const now = rows.findIndex(row => row.classList.contains('is-selected'));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  rows.forEach(row => row.classList.toggle('is-selected', row === next));
  next.querySelector('a').focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

const press = element => Boolean(element) && (element.click(), true);
const focus = element => Boolean(element) && (element.focus(), true);
