// Small conveniences of every page. Each page works without them; what each attribute does stands in README.md.
import '../app.css';
import './print.js';
import { ask } from './ask.js';
import { say, settle } from './page.js';
import { mayLeave } from './sending.js';
import { hideLater } from './toast.js';

document.addEventListener('submit', onSubmit);
document.addEventListener('click', onClick);
document.addEventListener('change', event => {
  if (event.target.closest('[data-autosubmit]')) event.target.form.requestSubmit();
});
document.addEventListener('input', event => {
  const form = event.target.closest('form[data-unsaved]');
  if (form) form.dataset.unsaved = 'changed';
  if (event.target.dataset.narrow) narrow(event.target);
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') document.querySelectorAll('details.menu[open]').forEach(closeMenu);
});
addEventListener('beforeunload', event => {
  if (document.querySelector('form[data-unsaved=changed]:not([data-sent])')) event.preventDefault();
});
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(release));

document.querySelectorAll('time[data-local][datetime]').forEach(localTime);
document.querySelectorAll('.toast[data-hide-after]').forEach(item => hideLater(item, Number(item.dataset.hideAfter)));
document.getElementById('form-errors')?.focus();

function onSubmit(event) {
  const form = event.target;
  if (!form.matches('form[data-once]') || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  event.submitter?.classList.add('is-busy');
  if (form.matches('[data-unsaved]') && !form.dataset.mayLeave) {
    event.preventDefault();
    leave(form, event.submitter);
  }
}

async function leave(form, button) {
  const may = await mayLeave(form);
  release(form);
  if (!may) return;
  form.dataset.mayLeave = 'yes';
  form.requestSubmit(button);
  delete form.dataset.mayLeave;
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll('.is-busy').forEach(button => button.classList.remove('is-busy'));
}

async function onClick(event) {
  document.querySelectorAll('details.menu[open]').forEach(menu => menu.contains(event.target) || closeMenu(menu));
  const button = event.target.closest('button[data-confirm]');
  if (!button || button.dataset.agreed) return;
  event.preventDefault();
  if (!await ask(button.dataset.confirm, { agree: button.textContent.trim(), danger: button.matches('.btn-danger') })) return;
  button.dataset.agreed = 'yes';
  button.form.requestSubmit(button);
  delete button.dataset.agreed;
}

function closeMenu(menu) {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector('summary').focus();
}

function narrow(input) {
  input.narrow ??= settle(80, () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const items = document.querySelectorAll(`${input.dataset.narrow} > li, ${input.dataset.narrow} > tr`);
    for (const item of items) item.hidden = !words.every(word => item.textContent.toLowerCase().includes(word));
  });
  input.narrow();
}

function localTime(time) {
  const moment = new Date(time.dateTime), locale = say('zh-CN', 'en-GB');
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
  time.title = full;
  time.textContent = time.dataset.local === 'relative' ? relative(moment, locale) : full;
}

function relative(moment, locale) {
  const seconds = (moment - Date.now()) / 1000;
  const steps = [['day', 86400], ['hour', 3600], ['minute', 60]];
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) || ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}
