// Files of the reader's own machine: open one, drop one, save one.
import { make } from '../page.js';

/** Offer `text` as a download named `name`. */
export function download(name, text, mime) {
  const address = URL.createObjectURL(new Blob([text], { type: mime }));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Let the reader choose a file; `take(text, name)` gets it. Nothing happens when no file is chosen. */
export function chooseFile(endings, take) {
  const input = make('input', { type: 'file', accept: endings });
  input.addEventListener('change', async () => input.files[0] && take(await input.files[0].text(), input.files[0].name));
  input.click();
}

/** The same for a file dropped anywhere on `target`. */
export function acceptDrops(target, endings, take) {
  const isFile = event => [...(event.dataTransfer?.types ?? [])].includes('Files');
  target.addEventListener('dragover', event => isFile(event) && event.preventDefault());
  target.addEventListener('drop', async event => {
    const file = event.dataTransfer?.files[0];
    if (!file || !endings.split(',').some(ending => file.name.endsWith(ending))) return;
    event.preventDefault();
    event.stopPropagation();
    take(await file.text(), file.name);
  }, true);
}
