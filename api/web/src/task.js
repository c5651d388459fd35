// Task pages work without this file. With it: fields react while typing, rows, photos and signature.
import { wireFiles } from './task/files.js';
import { wireLists } from './task/lists.js';
import { wireSignature } from './task/signature.js';
import { wireNarrowing } from './task/narrowing.js';
import { pageData } from './page.js';

const form = document.getElementById('task-form');
if (form) start(form);

async function start(form) {
  wireLists(form);
  wireFiles(form);
  form.querySelectorAll('[data-signature]').forEach(wireSignature);
  form.querySelectorAll('[data-narrow-choices]').forEach(wireNarrowing);
  form.addEventListener('servicelane:row', event => event.detail.querySelectorAll('[data-signature]').forEach(wireSignature));
  if (form.querySelector('[data-lookup]') || form.querySelector('template')?.content.querySelector('[data-lookup]')) {
    const [{ wireLookup }, { knownAt }] = await Promise.all([import('./task/lookup.js'), import('./task/conditions.js')]);
    const wire = box => wireLookup(box, () => knownAt(form, pageData('form-context', {}), box.closest('.f-field')));
    form.querySelectorAll('[data-lookup]').forEach(wire);
    form.addEventListener('servicelane:row', event => event.detail.querySelectorAll('[data-lookup]').forEach(wire));
  }
  if (form.querySelector('[data-hide], [data-expression]') || form.querySelector('template')?.content.querySelector('[data-hide], [data-expression]')) {
    const { react } = await import('./task/conditions.js');
    const context = pageData('form-context', {});
    const again = () => react(form, context);
    form.addEventListener('input', again);
    form.addEventListener('change', again);
    again();
  }
  form.dataset.ready = 'yes';
}
