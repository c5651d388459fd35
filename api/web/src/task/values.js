// The values of the fields one sees, nested by their dotted names: what the server would read from this form.
const SEVERAL = new Set(['checklist', 'taglist']);
const TEXT = new Set(['textfield', 'textarea']);

export function readValues(form) {
  const values = {};
  for (const list of form.querySelectorAll('[data-list]')) if (isShown(list)) put(values, list.dataset.list, []);
  for (const field of form.querySelectorAll('.f-field[data-type]')) {
    if (!isShown(field) || field.querySelector('.f-field')) continue;
    const input = field.querySelector('[name]:not([type=file])');
    if (input) put(values, input.name, valueOf(field, input));
  }
  return values;
}

/** What stands at a dotted path, or undefined. */
export const at = (values, path) => path.split('.').reduce((value, key) => value?.[key], values);

const isShown = element => !element.closest('.f-field[hidden]');

const choiceValue = choice => ('number' in choice.dataset ? Number(choice.value) : choice.value);

function valueOf(field, input) {
  const kind = field.dataset.type;
  const ticked = [...field.querySelectorAll('[name]:checked')].map(choiceValue);
  if (SEVERAL.has(kind)) return ticked;
  if (kind === 'checkbox') return field.querySelector('input[type=checkbox]').checked;
  if (kind === 'radio') return ticked[0] ?? null;
  if (kind === 'number') return input.value === '' ? null : Number(input.value);
  return input.value === '' && !TEXT.has(kind) ? null : input.value;
}

function put(values, path, value) {
  const keys = path.split('.');
  let place = values;
  keys.slice(0, -1).forEach((key, index) => {
    place[key] ??= /^\d+$/.test(keys[index + 1]) ? [] : {};
    place = place[key];
  });
  place[keys.at(-1)] = value;
}
