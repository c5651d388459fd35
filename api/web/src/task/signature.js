// A pad to sign on with finger, pen or mouse. The typed name beside it stays, for everybody who cannot.
import { make, say } from '../page.js';

export function wireSignature(box) {
  const canvas = box.querySelector('canvas'), value = box.querySelector('input[type=hidden]');
  if (!canvas || !value || value.disabled && canvas.closest('[data-readonly]')) return;
  canvas.hidden = false;
  const clear = make('button', { type: 'button', class: 'btn btn-small', onclick: () => wipe() }, say('清除签名', 'Clear the signature'));
  canvas.after(clear);
  const pen = canvas.getContext('2d');
  let isEmpty = true;

  /** The bitmap follows the size on screen; what is drawn survives turning the phone. */
  const resize = () => {
    if (!canvas.clientWidth) return;
    const drawn = isEmpty ? null : canvas.toDataURL(), ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    pen.scale(ratio, ratio);
    Object.assign(pen, { lineWidth: 2.4, lineCap: 'round', lineJoin: 'round', strokeStyle: '#16202b' });
    if (drawn) restore(drawn);
  };
  const restore = source => {
    const image = new Image();
    image.onload = () => pen.drawImage(image, 0, 0, canvas.clientWidth, canvas.clientHeight);
    image.src = source;
  };
  const wipe = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    value.value = '';
    isEmpty = true;
  };
  const point = event => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = point(event);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + .1, y);
    pen.stroke();
  });
  canvas.addEventListener('pointermove', event => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...point(step));
    pen.stroke();
  });
  canvas.addEventListener('pointerup', () => {
    isEmpty = false;
    value.value = canvas.toDataURL('image/png');
    value.dispatchEvent(new Event('input', { bubbles: true }));
  });
  resize();
  if (value.value.startsWith('data:image/')) {
    isEmpty = false;
    restore(value.value);
  }
  new ResizeObserver(() => canvas.width === Math.floor(canvas.clientWidth * (window.devicePixelRatio || 1)) || resize()).observe(canvas);
}
