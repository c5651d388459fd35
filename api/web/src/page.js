// What every script asks of the page it runs in.

/** Language of the page: 'zh' or 'en'. */
export const lang = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

/** One of two texts, in the language of the page. */
export const say = (zh, en) => (lang === 'zh' ? zh : en);

/** The value of `<script type="application/json" id=…>`, or `otherwise` when the page has none. */
export function pageData(id, otherwise = null) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : otherwise;
}

/** A DOM element: properties by name, `class`, `data-…` and `aria-…` as attributes, functions as listeners. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class' || name.includes('-') || name === 'role' || name === 'for') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Run `action` once, `milliseconds` after the last of several calls. */
export function settle(milliseconds, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}
