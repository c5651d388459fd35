// The second language of a form, and the camera switch, as fields of the editor: entries of a component's `properties`.
// form-js-editor carries its own copy of the properties panel, bound to `preact`, and exports none of its entries; those
// of @bpmn-io/properties-panel (another preact) crash in it. So the few inputs are drawn here with its class names.
import { h } from 'preact';
import { usePropertiesPanelService } from '@bpmn-io/form-js-editor';
import { say } from '../page.js';

const OURS = /\.en$|^camera$|^lookup(\.|$)/;
const LABELS = {
  label: say('英文标签', 'English label'), dateLabel: say('英文日期标签', 'English date label'), timeLabel: say('英文时间标签', 'English time label'),
  description: say('英文说明', 'English description'), text: say('英文文字', 'English text'), content: say('英文内容', 'English content'),
  alt: say('英文替代文字', 'English alternative text')
};
const LONG = new Set(['text', 'content']);

/** The texts of a component that have an English twin: `{key, label, isLong}`. */
export function englishTexts(field) {
  const plain = Object.keys(LABELS).filter(name => field[name]).map(name => ({ key: `${name}.en`, label: LABELS[name], isLong: LONG.has(name) }));
  const options = (field.values ?? []).map(({ value, label }) => ({ key: `option.${value}.en`, label: say(`选项“${label}”的英文`, `Option “${label}” in English`) }));
  const columns = (field.columns ?? []).map(({ key, label }) => ({ key: `column.${key}.en`, label: say(`列“${label}”的英文`, `Column “${label}” in English`) }));
  const error = field.validate?.pattern ? [{ key: 'error.en', label: say('英文错误提示', 'English error message') }] : [];
  return [...plain, ...options, ...columns, ...error];
}

/** Every component of a schema with those of its English texts that are missing. */
export function missingEnglish(components) {
  return components.flatMap(field => [
    ...englishTexts(field).filter(({ key }) => !field.properties?.[key]).map(text => ({ field, text })),
    ...missingEnglish(field.components ?? [])
  ]);
}

class EnglishProvider {
  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(this, 500);
  }

  getGroups(field, editField) {
    return groups => {
      if (!field) return groups;
      const custom = groups.find(group => group.id === 'custom-values');
      if (custom) custom.items = custom.items.filter(item => !OURS.test(item.label));    // shown once, by us
      const at = groups.findIndex(group => group.id === 'general') + 1;
      return [...groups.slice(0, at), ...ours(field, editField), ...groups.slice(at)];
    };
  }
}
EnglishProvider.$inject = ['propertiesPanel'];

export const englishModule = { __init__: ['englishProvider'], englishProvider: ['type', EnglishProvider] };

function ours(field, editField) {
  const texts = englishTexts(field).map(text => ({
    id: `english-${text.key.replace(/\W/g, '-')}`, component: TextEntry, text, field, editField, isEdited: node => Boolean(node?.value)
  }));
  const camera = { id: 'camera', component: CameraEntry, field, editField, isEdited: node => Boolean(node?.checked) };
  return [
    ...(texts.length ? [{ id: 'english', label: say('英文文本', 'English texts'), entries: texts }] : []),
    ...(field.type === 'filepicker' ? [{ id: 'camera', label: say('拍照', 'Camera'), entries: [camera] }] : [])
  ];
}

function TextEntry({ field, editField, id, text }) {
  const debounce = usePropertiesPanelService('debounce'), inputId = `bio-properties-panel-${id}`;
  const attributes = {
    id: inputId, class: 'bio-properties-panel-input', value: field.properties?.[text.key] ?? '',
    onInput: debounce(event => write(field, editField, text.key, event.target.value))
  };
  return frame(id, 'textfield',
    h('label', { for: inputId, class: 'bio-properties-panel-label' }, text.label),
    text.isLong ? h('textarea', { rows: 4, ...attributes }) : h('input', { type: 'text', ...attributes }));
}

function CameraEntry({ field, editField, id }) {
  const inputId = `bio-properties-panel-${id}`;
  const onChange = event => write(field, editField, 'camera', event.target.checked ? 'environment' : '');
  return frame(id, 'checkbox',
    h('input', { id: inputId, type: 'checkbox', class: 'bio-properties-panel-input', checked: Boolean(field.properties?.camera), onChange }),
    h('label', { for: inputId, class: 'bio-properties-panel-label' }, say('在手机上提供拍照按钮', 'Offer a camera button on phones')));
}

function write(field, editField, key, value) {
  const properties = { ...field.properties };
  if (value) properties[key] = value;
  else delete properties[key];
  editField(field, ['properties'], properties);
}

const frame = (id, kind, ...inside) => h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id }, h('div', { class: `bio-properties-panel-${kind}` }, ...inside));
