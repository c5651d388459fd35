// Servicelane's own model data: zeebe:property entries whose names start with sl:, so that the file stays plain
// Camunda 8 XML which Camunda Modeler keeps and shows under "Extension properties".
import { is } from 'bpmn-js/lib/util/ModelUtil';

export const PREFIX = 'sl:';

export const extension = (bo, type) => bo.get('extensionElements')?.get('values').find(value => is(value, type));
const entries = bo => extension(bo, 'zeebe:Properties')?.get('properties') ?? [];

/** The value of our property `name` at a business object, or ''. */
export const getProperty = (bo, name) => entries(bo).find(entry => entry.name === name)?.value ?? '';

/** Set it, or remove it when `value` is empty. One command, so one step of undo. */
export function setProperty(element, bo, name, value, { bpmnFactory, modeling }) {
  const holder = extension(bo, 'zeebe:Properties');
  const entry = entries(bo).find(candidate => candidate.name === name);
  if (entry && value) return modeling.updateModdleProperties(element, entry, { value });
  if (entry) return modeling.updateModdleProperties(element, holder, { properties: entries(bo).filter(other => other !== entry) });
  if (!value) return undefined;
  const made = parent => create(bpmnFactory, 'zeebe:Property', { name, value }, parent);
  if (holder) return modeling.updateModdleProperties(element, holder, { properties: [...entries(bo), made(holder)] });
  return addExtension(element, bo, 'zeebe:Properties', { bpmnFactory, modeling }, created => ({ properties: [made(created)] }));
}

/** Add an extension element of `type`, its contents made by `fill(created)`. */
export function addExtension(element, bo, type, { bpmnFactory, modeling }, fill) {
  const parent = bo.get('extensionElements') ?? create(bpmnFactory, 'bpmn:ExtensionElements', { values: [] }, bo);
  const created = create(bpmnFactory, type, {}, parent);
  Object.entries(fill(created)).forEach(([name, value]) => created.set(name, value));
  if (bo.get('extensionElements')) return modeling.updateModdleProperties(element, parent, { values: [...parent.get('values'), created] });
  parent.values = [created];
  return modeling.updateModdleProperties(element, bo, { extensionElements: parent });
}

/** Set one attribute of the extension element `type`, which is made when missing. */
export function setExtensionAttribute(element, bo, type, attributes, services) {
  const found = extension(bo, type);
  if (found) return services.modeling.updateModdleProperties(element, found, attributes);
  return addExtension(element, bo, type, services, () => attributes);
}

/** The innermost lane a flow node stands in; inside a sub-process the lane of the outermost one (rule S2). */
export function laneOf(bo) {
  let outermost = bo;
  while (outermost?.$parent && !is(outermost.$parent, 'bpmn:Process')) outermost = outermost.$parent;
  let lane, next = laneAmong(outermost?.$parent?.get('laneSets'), outermost);
  while (next) {
    lane = next;
    next = laneAmong([lane.get('childLaneSet')].filter(Boolean), outermost);
  }
  return lane;
}

const laneAmong = (sets, bo) => (sets ?? []).flatMap(set => set.get('lanes')).find(lane => lane.get('flowNodeRef').includes(bo));

function create(bpmnFactory, type, attributes, parent) {
  const made = bpmnFactory.create(type, attributes);
  made.$parent = parent;
  return made;
}
