// One `translate` service for every bpmn.io editor. Base: bpmn-js-i18n; what it lacks: our dictionaries.
import base from 'bpmn-js-i18n/translations/zn.js';
import editors from '../i18n/editors.zh.json';
import form from '../i18n/form.zh.json';
import { lang } from './page.js';

const chinese = { ...form, ...base, ...editors };
// the editors write one name in several ways: "Call activity", "Call Activity", "(non-interrupting)"
const plain = text => text.toLowerCase().replaceAll('-', ' ').trim();
const byPlain = new Map(Object.entries(chinese).map(([key, text]) => [plain(key), text]));
const missing = new Map();

/** The editor's text in the language of the page, placeholders filled. */
export function translate(template, replacements = {}) {
  const text = lang === 'zh' ? inChinese(template) : template;
  return String(text).replace(/{([^}]+)}/g, (all, key) => (key in replacements ? replacements[key] : all));
}

/** Texts that were asked for and have no Chinese yet, with how often. */
export const untranslated = () => Object.fromEntries(missing);

export const translateModule = { translate: ['value', translate] };

// patches.mjs points the fixed texts of the simulation and of form-js here
globalThis.__slT = translate;
globalThis.__slForm = text => (lang === 'zh' ? form[text] ?? inChinese(text) : text);

function inChinese(template) {
  const text = chinese[template] ?? byPlain.get(plain(String(template)));
  if (text === undefined && /[A-Za-z]{2}/.test(template) && !/[^\x00-\x7f]/.test(template)) missing.set(template, (missing.get(template) || 0) + 1);
  return text ?? template;
}
