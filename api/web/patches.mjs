// Small changes to other people's code at build time, each for one named reason. A patch that finds less than it
// used to find stops the build: then the package has changed and the patch must be looked at again.
import { readFileSync, readdirSync } from 'node:fs';

const found = { simulation: 0, forms: 0, linting: 0 };
const LEAST = { simulation: 18, forms: 160, linting: 1 };

export function checkPatches() {
  for (const [name, count] of Object.entries(found)) {
    if (count < LEAST[name]) throw new Error(`expected patch ${name} to change at least ${LEAST[name]} texts, but found ${count}`);
  }
}

const onLoad = (name, filter, change) => ({
  name,
  setup: build => build.onLoad({ filter }, ({ path }) => ({ loader: 'js', contents: change(readFileSync(path, 'utf8')) }))
});
const counted = (name, make) => (...parts) => {
  const text = make(...parts);
  if (text !== parts[0]) found[name]++;
  return text;
};
const q = JSON.stringify;

// bpmn-js-token-simulation has no translate(): its fixed texts are sent to ours.
const simulation = onLoad('simulation texts', /bpmn-js-token-simulation[\\/]lib[\\/].*\.js$/, code => code
  .replace(/domify\('(<p[^']*>)(No Entries)(<\/p>)'\)/g, counted('simulation', (_, before, text, after) => `domify(\`${before}\${__slT(${q(text)})}${after}\`)`))
  .replace(/(<p class="bts-entry placeholder">)(No Entries)(<\/p>)/g, counted('simulation', (_, before, text, after) => `${before}\${__slT(${q(text)})}${after}`))
  .replace(/(\n\s+|`)(Simulation Log|Token Simulation)(?=\s)/g, counted('simulation', (_, before, text) => `${before}\${__slT(${q(text)})}`))
  .replace(/title="([A-Z][A-Za-z/ ]+?)( = )?(?="| \$\{|\$\{)/g, counted('simulation', (_, text, equals = '') => `title="\${__slT(${q(text)})}${equals}`))
  .replace(/text: '([A-Z][A-Za-z/ ]+)'/g, counted('simulation', (_, text) => `text: __slT(${q(text)})`)));

// form-js has none either: the texts of our dictionary, and only those, where they stand as values.
const dictionary = new Set(readdirSync('i18n').filter(name => name.startsWith('form'))
  .flatMap(name => Object.keys(JSON.parse(readFileSync(`i18n/${name}`, 'utf8')))));
const VALUE = /\b(label|name|title|placeholder|children|tooltip|description|['"]aria-label['"])(\s*:\s*)(['"])([A-Za-z][^'"\\\n]*)\3/g;
const forms = onLoad('form texts', /form-js-(editor|viewer)[\\/]dist[\\/]index\.es\.js$/, code => code
  .replace(VALUE, counted('forms', (all, key, colon, _, text) => (dictionary.has(text) ? `${key}${colon}__slForm(${q(text)})` : all))));

// @camunda/linting takes a named export from a CommonJS package by import(). With code splitting that package becomes
// a chunk of its own, which has only `default`.
const linting = onLoad('named export of a CommonJS chunk', /@camunda[\\/]linting[\\/]lib[\\/]Linter\.js$/, code => code
  .replace('const { configs } = await import(', counted('linting', () => 'const { default: { configs } } = await import(')));

export const patches = [simulation, forms, linting];
