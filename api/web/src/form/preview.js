// The preview is the server's own rendering of the form being edited, in either language, with sample data.
import { Refused, call } from '../http.js';
import { settle } from '../page.js';

/** Keep the preview in step with `editor`. `frame` is a sandboxed iframe. */
export function wirePreview(editor) {
  const box = document.querySelector('.wb-preview'), frame = box.querySelector('iframe');
  const sample = box.querySelector('textarea'), problem = box.querySelector('[data-part=sample-problem]');
  const chosen = name => box.querySelector(`[name=${name}]:checked`).value;

  const toggle = document.querySelector('[data-action=preview]');
  toggle.addEventListener('click', () => {
    const isShown = !box.parentElement.classList.toggle('is-single');
    toggle.setAttribute('aria-pressed', String(isShown));
  });

  const draw = async () => {
    const values = parse(sample.value);
    problem.hidden = values !== null;
    const body = { form: editor.saveSchema(), values: values ?? {}, language: chosen('preview-language') };
    const answer = await call('POST', '/api/v1/models/preview', body).catch(refused => refused);
    frame.srcdoc = answer instanceof Refused ? page(answer.message) : await answer.text();
  };
  const later = settle(400, draw);
  editor.on('changed', later);
  sample.addEventListener('input', later);
  box.querySelectorAll('[name=preview-language]').forEach(input => input.addEventListener('change', draw));
  box.querySelectorAll('[name=preview-width]').forEach(input => input.addEventListener('change', () => box.classList.toggle('is-phone', chosen('preview-width') === 'phone')));
  return draw;
}

/** Sample data as the designer typed it; null when it is not a JSON object. */
function parse(text) {
  if (!text.trim()) return {};
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function page(text) {
  const body = document.createElement('p');
  body.textContent = text;
  return body.outerHTML;
}
