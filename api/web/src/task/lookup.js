// Search as one types in a look-up field: a combobox over the server's own search. Without this file a button searches.
import { evaluate } from 'feelin';
import { FUNCTIONS } from './functions.js';
import { getJson } from '../http.js';
import { make, say, settle } from '../page.js';

const PAUSE_MS = 180;
let count = 0;

/** Make a `.f-lookup` a combobox. `known()` gives the values its filters may name, `this` being the row it stands in. */
export function wireLookup(box, known) {
  const input = box.querySelector('.f-lookup-box input'), button = box.querySelector('button[name=_find]');
  if (!input || input.readOnly || box.dataset.wired) return;
  box.dataset.wired = 'yes';
  box.querySelector('.f-lookup-choices')?.remove();                  // the server's own offer: the list takes its place
  const found = box.querySelector('.f-lookup-found');
  const list = make('ul', { class: 'f-lookup-list', role: 'listbox', id: `lookup-${++count}`, hidden: true, 'aria-label': say('查找结果', 'Found') });
  box.querySelector('.f-lookup-box').append(list);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(name, value);
  let items = [], active = -1, asked = 0, chosen = input.value;

  const search = async () => {
    const turn = ++asked;
    const answer = await getJson(address(box, input.value, known())).catch(() => null);
    if (turn !== asked || document.activeElement !== input) return;
    show(answer?.items ?? [], answer ? say('没有找到', 'Nothing found') : say('查找失败', 'The search failed'));
  };
  const later = settle(PAUSE_MS, search);

  const show = (rows, nothing) => {
    items = rows;
    active = -1;
    list.replaceChildren(...(rows.length ? rows.map(option) : [make('li', { class: 'f-lookup-none', role: 'option', 'aria-disabled': 'true' }, nothing)]));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    input.removeAttribute('aria-activedescendant');
  };
  const option = (item, index) => make('li', {
    role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false',
    onmousedown: event => event.preventDefault(), onclick: () => choose(index)
  }, make('strong', {}, say(item.label, item.labelEn)), make('span', { class: 'mono' }, item.value), make('span', { class: 'soft' }, say(item.detail, item.detailEn)));

  const hide = () => {
    asked++;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = index => {
    active = (index + items.length) % items.length;
    [...list.children].forEach((row, at) => row.setAttribute('aria-selected', String(at === active)));
    input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
    list.children[active].scrollIntoView({ block: 'nearest' });
  };
  const choose = index => {
    const item = items[index];
    hide();
    input.value = chosen = item.value;
    found.replaceChildren(make('strong', {}, say(item.label, item.labelEn)), ' ', make('span', { class: 'soft' }, say(item.detail, item.detailEn)));
    input.removeAttribute('aria-invalid');
    fill(box, item.record);
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  input.addEventListener('input', () => {
    found.replaceChildren();
    later();
  });
  input.addEventListener('blur', () => setTimeout(hide, 120));
  input.addEventListener('keydown', event => {
    const isOpen = !list.hidden && items.length > 0;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) mark(active + (event.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1));
      else search();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      hide();
    } else if (event.key === 'Enter' && (!list.hidden || input.value !== chosen)) {
      event.preventDefault();                                         // a half-typed word must not send the form
      if (isOpen) choose(Math.max(active, 0));
      else search();
    }
  });
  button?.addEventListener('click', event => {
    event.preventDefault();
    input.focus();
    search();
  });
}

function address(box, text, known) {
  const asked = new URLSearchParams({ q: text.trim().slice(0, 100) });
  for (const [name, rule] of Object.entries(JSON.parse(box.dataset.filters))) {
    const value = typeof rule === 'string' && rule.startsWith('=') ? run(rule.slice(1), known) : rule;
    if (name === 'within' || (value !== null && value !== undefined && value !== '')) asked.set(name, value ?? '');
  }
  return `/api/v1/lookups/${box.dataset.lookup}?${asked}`;
}

function run(text, known) {
  try {
    return evaluate(text, { ...FUNCTIONS, ...known }).value;
  } catch {
    return null;
  }
}

/** Put columns of the record into fields that are empty or still hold what an earlier choice put there. */
function fill(box, record) {
  for (const [name, column] of Object.entries(JSON.parse(box.dataset.fill))) {
    const input = box.closest('form').querySelector(`[name="${CSS.escape(name)}"]`);
    if (!input || input.readOnly || (input.value && input.value !== input.dataset.filled)) continue;
    input.value = input.dataset.filled = record[column] ?? '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
