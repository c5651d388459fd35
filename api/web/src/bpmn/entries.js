// The fields of our group in the properties panel. Each is one property named sl:…; see dialect.md, section 6.
import { h } from '@bpmn-io/properties-panel/preact';
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks';
import {
  CheckboxEntry, FeelEntry, SelectEntry, TextFieldEntry,
  isCheckboxEntryEdited, isFeelEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited
} from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { lang, say } from '../page.js';
import { getProperty, laneOf, setProperty } from './properties.js';

const DURATION = /^(=[\s\S]+|P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$/;
const KINDS = {
  text: [TextFieldEntry, isTextFieldEntryEdited], select: [SelectEntry, isSelectEntryEdited],
  feel: [Feel, isFeelEntryEdited], checkbox: [CheckboxEntry, isCheckboxEntryEdited]
};

/** Where properties of an element are kept: those of a pool belong to its process. */
export const holderOf = element => {
  const bo = getBusinessObject(element);
  return is(bo, 'bpmn:Participant') && bo.get('processRef') ? bo.get('processRef') : bo;
};

/** The message that an event or receive task waits for: marks for the public stand there. */
export function messageOf(element) {
  const bo = getBusinessObject(element);
  return bo.get('messageRef') ?? (bo.get('eventDefinitions') ?? []).find(one => is(one, 'bpmn:MessageEventDefinition'))?.get('messageRef');
}

/** A role, unit … by its name in the language of the page, with the code. */
export const titled = ({ code, names }) => (names?.[lang] ? `${names[lang]} (${code})` : code);

/** One field: `{id, component, isEdited}` as the panel wants it. */
export function field(kind, name, label, { holder = holderOf, ...more } = {}) {
  const [Component, isEdited] = KINDS[kind];
  function Entry({ element, id }) {
    const services = { bpmnFactory: useService('bpmnFactory'), modeling: useService('modeling') };
    const debounce = useService('debounceInput'), bo = holder(element);
    const isBox = kind === 'checkbox';
    return h(Component, {
      element, id, debounce, label, ...more,
      getValue: () => (isBox ? getProperty(bo, name) === 'true' : getProperty(bo, name)),
      setValue: value => setProperty(element, bo, name, isBox ? (value ? 'true' : '') : value, services),
      getOptions: more.options && (() => withCurrent(more.options(), getProperty(bo, name)))
    });
  }
  return { id: 'sl-' + name.slice(3).replace('.', '-'), component: Entry, isEdited };
}

/** A value that is not among the choices is shown as it is, never lost. */
function withCurrent(options, value) {
  const all = [{ value: '', label: say('(无)', '(none)') }, ...options];
  return all.some(option => option.value === value) ? all : [...all, { value, label: value }];
}

function Feel(props) {
  const resolver = useService('variableResolver', false);
  const [variables, setVariables] = useState([]);
  useEffect(() => {
    resolver?.getVariablesForElement(getBusinessObject(props.element)).then(setVariables).catch(() => setVariables([]));
  }, [props.element, resolver]);
  return h(FeelEntry, { feel: 'optional', ...props, variables });
}

const duration = value => (!value || DURATION.test(value) ? null : say('不是时长:写 PT4H、P2D 或 =表达式', 'Not a duration: write PT4H, P2D or =expression'));
const choices = list => () => list.map(item => ({ value: item.code ?? item, label: item.code ? titled(item) : item }));

/** All fields by short name, for one vocabulary. */
export const fieldsFor = words => ({
  role: field('select', 'sl:role', say('角色', 'Role'), { options: choices(words.roles) }),
  unit: field('feel', 'sl:unit', say('组织单元', 'Organisation unit'), { description: say('单元代码或 =FEEL;留空则为案件所属单元', 'Code of a unit, or =FEEL; empty = the unit of the case') }),
  sla: field('feel', 'sl:sla', say('办理时限', 'Service level'), { description: say('ISO 8601 时长,如 PT4H,或 =FEEL', 'ISO 8601 duration, for example PT4H, or =FEEL'), validate: duration }),
  response: field('feel', 'sl:sla.response', say('领取时限', 'Response time'), { description: say('到首次领取为止', 'Until the first claim'), validate: duration }),
  calendar: field('select', 'sl:calendar', say('工作日历', 'Working calendar'), { options: choices(words.calendars), description: say('无:全天候 24×7', 'None: around the clock') }),
  pause: field('text', 'sl:pause', say('暂停计时的原因', 'Pauses the clocks'), { description: say('原因代码,如 consumer、parts', 'Reason code, for example consumer, parts') }),
  timeZone: field('text', 'sl:timeZone', say('时区', 'Time zone'), { description: 'Asia/Shanghai' }),
  catchUp: field('select', 'sl:catchUp', say('错过的触发', 'Missed firings'), { options: choices(['once', 'all', 'skip']) }),
  retention: field('text', 'sl:retention', say('保存年限', 'Kept for (years)'), { validate: value => (!value || /^\d{1,3}$/.test(value) ? null : say('请填整年数', 'Whole years, please')) }),
  businessKey: field('feel', 'sl:businessKey', say('业务编号', 'Business key'), { description: say('开始后计算,如 =order.number', 'Evaluated after the start, for example =order.number') }),
  businessKeyUnique: field('checkbox', 'sl:businessKeyUnique', say('同一业务编号只允许一个进行中的案件', 'One active case per business key')),
  stage: field('text', 'sl:stage', say('阶段(给客户看)', 'Stage (for customers)'), { description: say('到此元素后,客户页面显示的进度', 'What the customer reads once this element is entered') }),
  stageEn: field('text', 'sl:stage.en', say('阶段(英文)', 'Stage (English)')),
  publicShows: field('feel', 'sl:public.shows', say('客户页面显示', 'Shown to customers'), { description: say('FEEL 上下文,如 ={"预约时间": appointment.at}', 'FEEL context of label and value') }),
  publicShowsEn: field('feel', 'sl:public.shows.en', say('客户页面显示(英文)', 'Shown to customers (English)')),
  publicValues: field('feel', 'sl:public.values', say('公开表单可读的变量', 'Variables for public forms'), { description: say('FEEL 上下文,如 ={outcome: outcome}', 'FEEL context, for example ={outcome: outcome}') }),
  publicForm: field('text', 'sl:public.form', say('公开表单', 'Public form'), { holder: messageOf, description: say('客户用此表单发送该消息;留空则不公开', 'Customers send this message with it; empty = not public') }),
  publicAction: field('select', 'sl:public.action', say('客户的动作', 'What the customer does'), { holder: messageOf, options: choices(['answer', 'withdraw', 'stop']) }),
  nameEn: field('text', 'sl:name.en', say('英文名称', 'English name'))
});

/** Who gets a user task, in words. */
export function roleNote(words) {
  function RoleNote({ element, id }) {
    const lane = laneOf(getBusinessObject(element)), code = lane && (getProperty(lane, 'sl:role') || byName(words.roles, lane.name));
    const role = words.roles.find(candidate => candidate.code === code) ?? { code };
    const text = code ? say(`发给 ${titled(role)}(泳道“${lane.name || lane.id}”)`, `Goes to ${titled(role)} (lane “${lane.name || lane.id}”)`)
      : say('所在泳道没有角色:任务将发给 operator,或在“分配”中填写候选组', 'Its lane names no role: the task goes to operator, or set candidate groups');
    return h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id }, h('div', { class: 'bio-properties-panel-description' }, text));
  }
  return { id: 'sl-role-note', component: RoleNote, isEdited: () => false };
}

/** A lane's name may be a role: its code, or its name in either language (rule S1). */
export function byName(roles, name) {
  const wanted = name?.trim().toLowerCase();
  return roles.find(({ code, names = {} }) => [code, ...Object.values(names)].some(text => text?.toLowerCase() === wanted))?.code;
}
