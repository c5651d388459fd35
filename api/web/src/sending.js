// Before a filled form leaves: is there a network, and is the reader still signed in? If not, all he typed stays here.
import { ask } from './ask.js';
import { make, say } from './page.js';
import { toast } from './toast.js';

const PATIENCE_MS = 8000;

/** Whether the form may leave now. Renews its token; otherwise says what is wrong and how to go on. */
export async function mayLeave(form) {
  const isStaff = Boolean(form.elements.csrf_token);
  const options = { cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) };
  const answer = await fetch(isStaff ? '/session' : '/v2/status', options).catch(() => null);
  if (!answer) {
    toast(say('没有网络：内容没有发出，仍在此页上。网络恢复后再按一次。', 'No network: nothing was sent, and all you typed is still here. Press the button again later.'), 'bad');
    return false;
  }
  if (!isStaff) return true;
  if (answer.type === 'opaqueredirect') return signInFirst();
  return answer.ok ? renew(await answer.json()) : true;                  // any other trouble the server tells itself
}

async function renew({ name, csrf }) {
  const before = document.querySelector('meta[name=signed-in]')?.content;
  const question = say(`现在登录的是 ${name}，不是 ${before}。要以 ${name} 的名义提交吗？`, `You are signed in as ${name} now, not as ${before}. Send this as ${name}?`);
  if (before && name !== before && !await ask(question, { agree: say('提交', 'Send') })) return false;
  document.querySelectorAll('input[name=csrf_token]').forEach(field => (field.value = csrf));
  document.querySelectorAll('meta[name=csrf-token]').forEach(field => (field.content = csrf));
  return true;
}

function signInFirst() {
  const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': 'signed-out' },
    make('form', { method: 'dialog' },
      make('div', { class: 'dialog-head' }, make('h2', { id: 'signed-out' }, say('登录已过期', 'Your session has ended'))),
      make('div', { class: 'dialog-body' }, say('内容没有发出，仍在此页上。请在新窗口登录，回到这里再按一次。', 'Nothing was sent, and all you typed is still here. Sign in in a new window, come back and press the button again.')),
      make('div', { class: 'dialog-foot' },
        make('button', { class: 'btn', value: 'no' }, say('关闭', 'Close')),
        make('a', { class: 'btn btn-primary', href: '/signin', target: '_blank', autofocus: true }, say('在新窗口登录', 'Sign in in a new window')))));
  dialog.addEventListener('click', event => event.target.closest('a') && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return false;
}
