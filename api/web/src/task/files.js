// Chosen files are shown at once; photos of a modern phone are scaled down before they travel.
import { make, say } from '../page.js';
import { toast } from '../toast.js';

const LONGEST_SIDE = 2000, QUALITY = .85, LARGE_BYTES = 700_000;

export function wireFiles(form) {
  form.addEventListener('change', async event => {
    const input = event.target;
    if (input.type !== 'file' || !input.closest('[data-files]')) return;
    if (input.closest('[data-scale]')) await shrink(input);
    preview(input);
  });
}

async function shrink(input) {
  const files = await Promise.all([...input.files].map(scaled));
  if (files.every((file, index) => file === input.files[index])) return;
  const carrier = new DataTransfer();
  files.forEach(file => carrier.items.add(file));
  input.files = carrier.files;
}

/** A smaller JPEG of a large photo, or the file itself: other kinds, small ones, and what the browser cannot read. */
async function scaled(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < LARGE_BYTES) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = make('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified });
}

function preview(input) {
  const list = input.closest('[data-files]').querySelector('.f-files');
  list.querySelectorAll('li').forEach(item => item.source === input && item.remove());
  const limit = Number(input.closest('[data-files]').dataset.maxBytes) || Infinity;
  for (const file of input.files) {
    const item = make('li', { class: 'f-file' }, picture(file), make('span', { class: 'f-file-name', title: file.name }, file.name));
    item.source = input;
    list.append(item);
    if (file.size > limit) toast(say(`文件太大:${file.name}`, `Too large: ${file.name}`), 'bad');
  }
}

function picture(file) {
  if (!file.type.startsWith('image/')) return null;
  const image = make('img', { alt: '' });
  image.onload = () => URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  return image;
}
