// A new process: something that can be checked and deployed after naming it.
import { say } from '../page.js';

const PLATFORM = { 'modeler:executionPlatform': 'Camunda Cloud', 'modeler:executionPlatformVersion': '8.8.0' };

/** The linter says nothing at all about a model without these two attributes. */
export function namePlatform(definitions) {
  for (const [name, value] of Object.entries(PLATFORM)) if (!definitions.get(name)) definitions.set(name, value);
}

export function blankProcess() {
  const id = `process_${Math.random().toString(36).slice(2, 8)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions_${id}" targetNamespace="http://servicelane.example/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">
  <bpmn:collaboration id="collaboration_${id}">
    <bpmn:participant id="pool" name="${say('新流程', 'New process')}" processRef="${id}" />
  </bpmn:collaboration>
  <bpmn:process id="${id}" name="${say('新流程', 'New process')}" isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="lane_first" name="${say('角色', 'Role')}"><bpmn:flowNodeRef>started</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="started" name="${say('开始', 'Start')}" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration_${id}">
      <bpmndi:BPMNShape id="pool_di" bpmnElement="pool" isHorizontal="true"><dc:Bounds x="160" y="80" width="900" height="260" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="lane_first_di" bpmnElement="lane_first" isHorizontal="true"><dc:Bounds x="190" y="80" width="870" height="260" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="started_di" bpmnElement="started"><dc:Bounds x="252" y="192" width="36" height="36" /></bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}
