// Lint while drawing: bpmnlint's rules that fit our dialect, and three of ours. The server's gate has the last word.
import StaticResolver from 'bpmnlint/lib/resolver/static-resolver';
import conditionalFlows from 'bpmnlint/rules/conditional-flows';
import endEventRequired from 'bpmnlint/rules/end-event-required';
import labelRequired from 'bpmnlint/rules/label-required';
import noDisconnected from 'bpmnlint/rules/no-disconnected';
import noDuplicateFlows from 'bpmnlint/rules/no-duplicate-sequence-flows';
import noImplicitStart from 'bpmnlint/rules/no-implicit-start';
import noOverlapping from 'bpmnlint/rules/no-overlapping-elements';
import startEventRequired from 'bpmnlint/rules/start-event-required';
import subProcessStart from 'bpmnlint/rules/sub-process-blank-start-event';
import superfluousGateway from 'bpmnlint/rules/superfluous-gateway';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../page.js';
import { byName } from './entries.js';
import { getProperty, laneOf } from './properties.js';

const BPMNLINT = {
  'conditional-flows': conditionalFlows, 'end-event-required': endEventRequired, 'label-required': labelRequired,
  'no-disconnected': noDisconnected, 'no-duplicate-sequence-flows': noDuplicateFlows, 'no-implicit-start': noImplicitStart,
  'no-overlapping-elements': noOverlapping, 'start-event-required': startEventRequired,
  'sub-process-blank-start-event': subProcessStart, 'superfluous-gateway': superfluousGateway
};
const HAS_NAME = ['bpmn:Task', 'bpmn:CallActivity', 'bpmn:Lane', 'bpmn:SubProcess'];

/** The plug-ins for the linter, knowing the roles of this installation. */
export const rulePlugins = roles => [
  plugin('bpmnlint', BPMNLINT, Object.fromEntries(Object.keys(BPMNLINT).map(name => [`bpmnlint/${name}`, 'warn']))),
  plugin('bpmnlint-plugin-servicelane', ownRules(roles), {
    'servicelane/task-has-role': 'warn', 'servicelane/lane-has-role': 'warn', 'servicelane/name-in-both-languages': 'info'
  })
];

function plugin(name, rules, flags) {
  const resolved = Object.entries(rules).map(([rule, factory]) => [`rule:${name}/${rule}`, factory]);
  return { config: { rules: flags }, resolver: new StaticResolver(Object.fromEntries(resolved)) };
}

function ownRules(roles) {
  const roleOf = lane => lane && (getProperty(lane, 'sl:role') || byName(roles, lane.name));
  const rule = check => () => ({ check: (node, reporter) => check(node, text => reporter.report(node.id, text)) });
  return {
    'task-has-role': rule((node, report) => {
      if (is(node, 'bpmn:UserTask') && !isAssigned(node) && !roleOf(laneOf(node))) report(say('没有角色的用户任务:请给泳道设置角色,或填写候选组', 'User task without a role: give its lane one, or set candidate groups'));
    }),
    'lane-has-role': rule((node, report) => {
      if (is(node, 'bpmn:Lane') && !node.childLaneSet && hasPeople(node) && !roleOf(node)) report(say('泳道没有角色', 'Lane without a role'));
    }),
    'name-in-both-languages': rule((node, report) => {
      if (HAS_NAME.some(type => is(node, type)) && node.name && !getProperty(node, 'sl:name.en')) report(say('没有英文名称', 'No English name'));
    })
  };
}

/** A lane of machine work needs no role: nobody's inbox gets anything from it. */
function hasPeople(lane) {
  return !lane.flowNodeRef?.length || lane.flowNodeRef.some(isForPeople);
}

function isForPeople(node) {
  return is(node, 'bpmn:UserTask') || Boolean(node.flowElements?.some(isForPeople));
}

function isAssigned(node) {
  const values = node.extensionElements?.values ?? [];
  return values.some(value => is(value, 'zeebe:AssignmentDefinition') && (value.candidateGroups || value.assignee || value.candidateUsers));
}
