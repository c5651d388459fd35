// The look-up of a field, as entries of the form editor: which reference data it chooses from, and what narrows the choice.
import { Fragment, h } from 'preact';
import { useState } from 'preact/hooks';
import { usePropertiesPanelService } from '@bpmn-io/form-js-editor';
import { say } from '../page.js';

const KINDS = new Set(['textfield', 'select', 'checklist', 'taglist']);
/** Source → its names, and its filters. The same as engine/forms/vocabulary.py; tests compare the two. */
export const SOURCES = {
  customers: { label: say('客户', 'customers'), filters: ['region'] },
  products: { label: say('产品(序列号)', 'products (serial number)'), filters: ['customer', 'model', 'category'] },
  parts: { label: say('配件', 'parts'), filters: ['category', 'model', 'warehouse'] },
  fault_codes: { label: say('故障代码', 'fault codes'), filters: ['category'] },
  units: { label: say('单位', 'units'), filters: ['kind', 'within', 'region'] },
  users: { label: say('人员', 'people'), filters: ['role', 'within'] },
  product_models: { label: say('产品型号', 'product models'), filters: ['category'] },
  knowledge: { label: say('知识库', 'knowledge'), filters: ['category', 'topic'] }
};
const FILTERS = {
  region: say('大区', 'Region'), customer: say('客户', 'Customer'), model: say('型号', 'Model'), category: say('品类', 'Category'),
  warehouse: say('仓库', 'Warehouse'), kind: say('单位类型', 'Kind of unit'), within: say('在该单位之内', 'Within unit'), role: say('角色', 'Role'), topic: say('主题', 'Topic')
};

class LookupProvider {
  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(this, 490);
  }

  getGroups(field, editField) {
    return groups => {
      if (!field || !KINDS.has(field.type) && field.type !== 'datetime') return groups;
      const at = groups.findIndex(group => group.id === 'general') + 1;
      const own = field.type === 'datetime' ? limits(field, editField) : lookup(field, editField);
      return [...groups.slice(0, at), own, ...groups.slice(at)];
    };
  }
}
LookupProvider.$inject = ['propertiesPanel'];

export const lookupModule = { __init__: ['lookupProvider'], lookupProvider: ['type', LookupProvider] };

function lookup(field, editField) {
  return { id: 'lookup', label: say('查找基础数据', 'Reference data'), entries: [{ id: `lookup-of-${field.id}`, component: LookupEntry, field, editField }] };
}

function limits(field, editField) {
  const entry = (name, words) => ({ id: `limit-${name}`, component: LimitEntry, name, words, field, editField });
  return { id: 'date-limits', label: say('日期范围', 'Limits'), entries: [entry('min', say('不早于', 'Not before')), entry('max', say('不晚于', 'Not after'))] };
}

function without(known, key, value) {
  const next = { ...known };
  if (value) next[key] = value;
  else delete next[key];
  return next;
}

/** All of a look-up in one entry: the panel does not ask for other entries while a field stays selected. */
function LookupEntry({ field, editField }) {
  const [chosen, setChosen] = useState(field.properties?.lookup ?? ''), source = SOURCES[chosen];
  const write = (key, value) => editField(field, ['properties'], without(field.properties, key, value));
  const choose = event => {
    write('lookup', event.target.value);
    setChosen(event.target.value);
  };
  const options = [['', say('不查找', 'none')], ...Object.entries(SOURCES).map(([name, { label: words }]) => [name, words])];
  const choice = ([name, words]) => h('option', { value: name, selected: name === chosen }, words);
  const text = (key, words, hint) => h(PropertyEntry, { key: `${field.id}-${key}`, id: key.replace(/\W/g, '-'), field, property: key, words, hint, write });
  return h(Fragment, null,
    frame('lookup-source', 'select', label('lookup-source', say('来源', 'Source')), h('select', { id: inputId('lookup-source'), class: 'bio-properties-panel-input', value: chosen, onChange: choose }, options.map(choice))),
    source && source.filters.map(name => text(`lookup.${name}`, FILTERS[name], say('固定值或 =FEEL', 'a constant or =FEEL'))),
    source && text('lookup.fill', say('带出', 'Fills'), say('字段=列; 字段=列', 'field=column; field=column')),
    source && text('lookup.keep', say('整条记录存入', 'Keeps the record in'), say('变量名', 'name of a variable')));
}

function PropertyEntry({ id, field, property, words, hint, write }) {
  return frame(id, 'textfield', label(id, words), useInput(id, field.properties?.[property], hint, value => write(property, value)));
}

function LimitEntry({ id, field, editField, name, words }) {
  const write = value => editField(field, ['validate'], without(field.validate, name, value));
  return frame(id, 'textfield', label(id, words), useInput(id, field.validate?.[name], '=today()', write));
}

function useInput(id, value, placeholder, write) {
  const debounce = usePropertiesPanelService('debounce');
  return h('input', { id: inputId(id), type: 'text', class: 'bio-properties-panel-input', value: value ?? '', placeholder, onInput: debounce(event => write(event.target.value.trim())) });
}

const inputId = id => `bio-properties-panel-${id}`;
const label = (id, words) => h('label', { for: inputId(id), class: 'bio-properties-panel-label' }, words);
const frame = (id, kind, ...inside) => h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id }, h('div', { class: `bio-properties-panel-${kind}` }, ...inside));
