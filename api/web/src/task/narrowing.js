// A box above a long list of choices: type to see fewer. Ticked ones stay.
import { make, say } from '../page.js';

export function wireNarrowing(fieldset) {
  const label = say('筛选选项', 'Filter the options');
  const input = make('input', { type: 'search', class: 'f-input f-input-small', placeholder: label, 'aria-label': label });
  input.addEventListener('input', event => {
    event.stopPropagation();
    const word = input.value.trim().toLowerCase();
    for (const choice of fieldset.querySelectorAll('.f-choice')) {
      choice.hidden = !choice.textContent.toLowerCase().includes(word) && !choice.querySelector(':checked');
    }
  });
  fieldset.querySelector('legend').after(input);
}
