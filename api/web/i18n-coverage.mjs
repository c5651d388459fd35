// Which texts of the editors have no Chinese yet? `node i18n-coverage.mjs` lists them by package.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import base from 'bpmn-js-i18n/translations/zn.js';

const own = JSON.parse(readFileSync('i18n/editors.zh.json', 'utf8'));
const plain = text => text.toLowerCase().replaceAll('-', ' ').trim();
const known = new Set(Object.keys({ ...base, ...own }).map(plain));
const PACKAGES = {
  'bpmn-js': ['bpmn-js/lib', 'diagram-js/lib'],
  'properties panel': ['bpmn-js-properties-panel/dist/index.esm.js', '@bpmn-io/properties-panel/dist/index.esm.js'],
  'element templates': ['bpmn-js-element-templates/dist/index.esm.js', '@bpmn-io/element-template-chooser/dist/index.es.js'],
  'create and append': ['bpmn-js-create-append-anything/dist/index.es.js'],
  'minimap, colours': ['diagram-js-minimap/dist/index.esm.js', 'bpmn-js-color-picker/colors'],
  'dmn-js': ['dmn-js-drd/lib', 'dmn-js-decision-table/lib', 'dmn-js-literal-expression/lib', 'dmn-js-boxed-expression/lib', 'dmn-js-shared/lib']
};
const CALL = /(?:translate|\bt)\(\s*(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")/g;

const files = path => (statSync(path).isDirectory() ? readdirSync(path).flatMap(name => files(`${path}/${name}`)) : path.endsWith('.js') ? [path] : []);
for (const [name, paths] of Object.entries(PACKAGES)) {
  const texts = new Set(paths.flatMap(path => files(`node_modules/${path}`)).flatMap(file => textsOf(readFileSync(file, 'utf8'))));
  const missing = [...texts].filter(text => !known.has(plain(text)));
  console.log(`${name}: ${texts.size} texts, ${missing.length} without Chinese`);
  missing.forEach(text => console.log(`  ${text}`));
}

/** The Camunda 7 half of the properties panel is not ours. */
function textsOf(code) {
  const zeebe = code.indexOf('class ZeebePropertiesProvider'), platform = code.indexOf('class CamundaPlatformPropertiesProvider');
  const ours = platform > zeebe && zeebe > 0 ? code.slice(0, code.indexOf('zeebePropertiesProvider: [')) : code;
  return [...ours.matchAll(CALL)].map(match => (match[1] ?? match[2]).replaceAll("\\'", "'"));
}
