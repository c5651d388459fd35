// The group "Servicelane" of the properties panel: role, unit, service level and the other sl: properties, and pick-lists.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { fieldsFor, holderOf, messageOf, roleNote } from './entries.js';
import { picksFor } from './picks.js';
import { PREFIX } from './properties.js';

const BELOW_THE_OTHERS = 200;                                        // below 500: we see the groups of the others
const PROCESS = ['unit', 'businessKey', 'businessKeyUnique', 'sla', 'response', 'calendar', 'timeZone', 'retention', 'publicShows', 'publicShowsEn', 'publicValues', 'nameEn'];

class ServicelaneProvider {
  constructor(propertiesPanel, config) {
    this.words = config.words;
    this.fields = fieldsFor(this.words);
    this.note = roleNote(this.words);
    propertiesPanel.registerProvider(BELOW_THE_OTHERS, this);
  }

  getGroups(element) {
    return groups => {
      hideGeneric(groups);
      const entries = [...this.notes(element), ...picksFor(element, this.words), ...[...namesFor(element), ...publicNames(element)].map(name => this.fields[name])];
      if (!entries.length) return groups;
      const at = groups.findIndex(group => group.id === 'general' || group.id === 'documentation') + 1;
      return [...groups.slice(0, at), { id: 'servicelane', label: 'Servicelane', entries, shouldOpen: true }, ...groups.slice(at)];
    };
  }

  notes(element) {
    return is(element, 'bpmn:UserTask') ? [this.note] : [];
  }
}
ServicelaneProvider.$inject = ['propertiesPanel', 'config.servicelane'];

/** Our properties are shown once, by us. */
function hideGeneric(groups) {
  const generic = groups.find(group => group.id === 'Zeebe__ExtensionProperties');
  if (generic?.items) generic.items = generic.items.filter(item => !item.label.startsWith(PREFIX));
}

/** Which properties have a meaning at an element (dialect.md, section 6). */
function namesFor(element) {
  const bo = getBusinessObject(element);
  if (is(holderOf(element), 'bpmn:Process')) return PROCESS;
  if (is(bo, 'bpmn:Lane')) return ['role', 'unit', 'nameEn'];
  if (is(bo, 'bpmn:UserTask')) return ['unit', 'sla', 'response', 'calendar', 'pause', ...named(bo)];
  if (is(bo, 'bpmn:SubProcess')) return ['unit', 'sla', 'response', 'calendar', 'pause', ...named(bo)];
  if (isTimer(bo)) return ['calendar', 'catchUp', ...(is(bo, 'bpmn:IntermediateCatchEvent') ? ['pause'] : []), ...named(bo)];
  if (is(bo, 'bpmn:IntermediateCatchEvent') || is(bo, 'bpmn:ReceiveTask')) return ['pause', ...named(bo)];
  if (is(bo, 'bpmn:StartEvent')) return [...(is(bo.$parent, 'bpmn:Process') ? ['role'] : []), ...named(bo)];
  return is(bo, 'bpmn:FlowElement') || is(bo, 'bpmn:Participant') ? named(bo) : [];
}

/** What customers see: the stage of every element, the form of every message that is waited for. */
function publicNames(element) {
  const bo = getBusinessObject(element);
  if (!is(bo, 'bpmn:FlowNode')) return [];
  const catches = is(bo, 'bpmn:CatchEvent') || is(bo, 'bpmn:ReceiveTask');
  return [...(bo.get('zeebe:modelerTemplate') ? [] : ['stage', 'stageEn']), ...(catches && messageOf(element) ? ['publicForm', 'publicAction'] : [])];
}

/** A template brings its own field for the English name: applying one drops every property it does not name. */
const named = bo => (bo.get('zeebe:modelerTemplate') ? [] : ['nameEn']);
const isTimer = bo => (bo.get('eventDefinitions') ?? []).some(definition => is(definition, 'bpmn:TimerEventDefinition'));

export const servicelanePanel = { __init__: ['servicelaneProvider'], servicelaneProvider: ['type', ServicelaneProvider] };
