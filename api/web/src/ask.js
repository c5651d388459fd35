// A question in a dialog, instead of window.confirm: it speaks the language of the page and can be styled.
import { make, say } from './page.js';

/** Whether the reader agreed. `danger` colours the button that agrees. Escape means no. */
export function ask(question, { agree = say('确定', 'OK'), refuse = say('取消', 'Cancel'), danger = false } = {}) {
  const dialog = make('dialog', { class: 'dialog' },
    make('form', { method: 'dialog' },
      make('div', { class: 'dialog-body' }, question),
      make('div', { class: 'dialog-foot' },
        make('button', { class: 'btn', value: 'no' }, refuse),
        make('button', { class: `btn ${danger ? 'btn-danger' : 'btn-primary'}`, value: 'yes', autofocus: true }, agree))));
  dialog.setAttribute('aria-label', question);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(answer => dialog.addEventListener('close', () => {
    dialog.remove();
    answer(dialog.returnValue === 'yes');
  }));
}
