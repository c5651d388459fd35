// Rows of a list are cloned from the template that the server rendered with the same macro.
const FIELDS = 'select, textarea, input:not([type=hidden])';

export function wireLists(form) {
  form.addEventListener('click', event => {
    const button = event.target.closest('button[name=_add], button[name=_drop]');
    const list = button?.closest('[data-list]');
    if (!list) return;
    event.preventDefault();
    if (button.name === '_add') addRow(form, list);
    else dropRow(list, button.closest('.f-item'));
    number(list);
    form.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

function addRow(form, list) {
  const template = list.querySelector(':scope > template');
  const holder = document.createElement('template');
  holder.innerHTML = template.innerHTML.replaceAll('__i__', String(nextNumber(list)));
  const row = holder.content.firstElementChild;
  template.before(row);
  row.querySelector(FIELDS)?.focus();
  form.dispatchEvent(new CustomEvent('servicelane:row', { detail: row }));
}

function dropRow(list, row) {
  const next = row.nextElementSibling?.matches('.f-item') ? row.nextElementSibling : row.previousElementSibling;
  row.remove();
  (next?.querySelector?.(FIELDS) || list.querySelector('button[name=_add]'))?.focus();
}

/** A new row is numbered above every row a case may hold (200): its number never means a row that was removed. */
function nextNumber(list) {
  const used = [...list.querySelectorAll(`:scope > .f-item > input[name="${CSS.escape(list.dataset.list)}.__row"], :scope > .f-item > input[name$=".__row"]`)];
  return Math.max(199, ...used.map(input => Number(input.value))) + 1;
}

function number(list) {
  list.querySelectorAll(':scope > .f-item > legend .nr').forEach((place, index) => (place.textContent = String(index + 1)));
}
