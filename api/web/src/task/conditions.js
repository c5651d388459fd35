// Which fields are shown and what is computed, with feelin. The server decides again at submit, by the same rules.
import { evaluate } from 'feelin';
import { FUNCTIONS } from './functions.js';
import { at, readValues } from './values.js';

const MOST_PASSES = 8;

/** Bring the form to the state its conditions ask for. `context`: the case's variables that they name. */
export function react(form, context) {
  let pass = 0;
  while (hideAndShow(form, context) && ++pass < MOST_PASSES);        // one hidden field may hide the next
  const known = merged(form, context);
  for (const output of form.querySelectorAll('output[data-expression]')) {
    output.value = shown(run(output.dataset.expression, scoped(output, known)));
  }
}

/** What an expression of `field` may read: the case's variables, what is typed, and the row it stands in as `this`. */
export const knownAt = (form, context, field) => scoped(field, merged(form, context));

function hideAndShow(form, context) {
  const known = merged(form, context);
  let isChanged = false;
  for (const field of form.querySelectorAll('.f-field[data-hide]')) {
    const isHidden = run(field.dataset.hide, scoped(field, known)) === true;
    if (field.hidden === isHidden) continue;
    isChanged = true;
    field.hidden = isHidden;
    // a hidden field that is required would block the browser's own check
    for (const input of field.querySelectorAll('input, select, textarea, fieldset')) {
      input.disabled = isHidden || Boolean(input.dataset.off);
    }
  }
  return isChanged;
}

/** In a row, `this` means the row. */
function scoped(element, known) {
  const path = element.dataset.scope ?? element.closest('[data-scope]')?.dataset.scope;
  if (!path) return known;
  const row = at(known, path) ?? {};
  return { ...known, this: row, _this_: row };
}

function merged(form, context) {
  const values = readValues(form);
  const both = { ...context, ...values };
  for (const [name, value] of Object.entries(context)) {
    const typed = values[name];
    if (isContext(value) && isContext(typed)) both[name] = { ...value, ...typed };
  }
  for (const list of form.querySelectorAll('[data-fixed-rows]')) keepCells(at(context, list.dataset.list), at(both, list.dataset.list));
  return both;
}

/** In a list of fixed rows each row has the cells of the case that the form does not show. */
function keepCells(known, typed) {
  if (!Array.isArray(known) || !Array.isArray(typed)) return;
  typed.forEach((row, index) => (typed[index] = { ...known[index], ...row }));
}

const isContext = value => value !== null && typeof value === 'object' && !Array.isArray(value);

function run(text, known) {
  try {
    return evaluate(text.replace(/^=/, ''), { ...FUNCTIONS, ...known }).value;
  } catch {
    return null;                                                     // half-typed values: like null on the server
  }
}

const shown = value => (value === null || value === undefined ? '–' : typeof value === 'number' ? Number(value.toFixed(10)) : value);
