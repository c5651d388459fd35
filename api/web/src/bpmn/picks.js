// Pick-lists that write Zeebe's own attributes: which built-in job, form, decision or process an element uses.
import { h } from '@bpmn-io/properties-panel/preact';
import { SelectEntry, isSelectEntryEdited } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../page.js';
import { extension, setExtensionAttribute } from './properties.js';

const JOB = ['bpmn:ServiceTask', 'bpmn:SendTask'];

/** The pick-lists that fit an element. */
export function picksFor(element, words) {
  const bo = getBusinessObject(element), hasTemplate = Boolean(bo.get('zeebe:modelerTemplate')), found = [];
  const add = (id, label, type, attribute, options, fixed) => options.length && found.push(pick(id, label, type, attribute, options, fixed));
  if (!hasTemplate && JOB.some(type => is(bo, type))) add('job', say('内置作业类型', 'Built-in job type'), 'zeebe:TaskDefinition', 'type', codes(words.jobTypes));
  if (is(bo, 'bpmn:UserTask')) add('form', say('表单', 'Form'), 'zeebe:FormDefinition', 'formId', codes(words.forms, 'formId'), { formKey: undefined, externalReference: undefined });
  if (is(bo, 'bpmn:BusinessRuleTask')) add('decision', say('决策', 'Decision'), 'zeebe:CalledDecision', 'decisionId', codes(words.decisions, 'decisionId'));
  if (is(bo, 'bpmn:CallActivity')) add('process', say('被调用的流程', 'Called process'), 'zeebe:CalledElement', 'processId', codes(words.processes, 'processId'));
  return found;
}

function codes(items, member = 'code') {
  return items.map(item => (typeof item === 'string' ? { value: item, label: item } : option(item, item[member] ?? item.code ?? item.id)));
}

function option(item, value) {
  const name = item.names?.[say('zh', 'en')] ?? item.name;
  return { value, label: name && name !== value ? `${name} (${value})` : value };
}

function pick(id, label, type, attribute, options, fixed = {}) {
  function Pick({ element, id: entryId }) {
    const services = { bpmnFactory: useService('bpmnFactory'), modeling: useService('modeling') };
    const bo = getBusinessObject(element), value = extension(bo, type)?.get(attribute) ?? '';
    const own = value && !options.some(candidate => candidate.value === value) ? [{ value, label: value }] : [];
    return h(SelectEntry, {
      element, id: entryId, label,
      getValue: () => value,
      setValue: chosen => setExtensionAttribute(element, bo, type, { ...fixed, [attribute]: chosen || undefined }, services),
      getOptions: () => [{ value: '', label: say('(无)', '(none)') }, ...options, ...own]
    });
  }
  return { id: `sl-pick-${id}`, component: Pick, isEdited: isSelectEntryEdited };
}
