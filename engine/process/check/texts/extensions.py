"""Sentences about zeebe extensions, our own properties, roles and job types."""

from engine.process.check.texts.sentence import Sentence, error, warning

EXTENSIONS: dict[str, Sentence] = {
    "EXTENSION_NOT_ALLOWED_HERE": error(
        "expected {name} where it is read, but found it on {place}",
        "{name} 不能用在 {place} 上，在此处不会被读取",
        "Remove it, or move it to an element that reads it",
        "请删除，或移到会读取它的元素上",
    ),
    "EXTENSION_NOT_ALLOWED_HERE.outside": error(
        "expected '{name}' inside extensionElements, but found it outside",
        "扩展元素“{name}”必须写在 extensionElements 内",
        "Move it into extensionElements",
        "请移入 extensionElements",
    ),
    "EXTENSION_NOT_ALLOWED_HERE.filter": error(
        "expected no {name} on a start event of a process, but found one",
        "流程的开始事件不能使用 {name}",
        "Remove the filter",
        "请删除该过滤条件",
    ),
    "DUPLICATE_EXTENSION": error(
        "expected {name} once on an element, but found it {count} times",
        "同一元素上的 {name} 只能出现一次，实际出现 {count} 次",
        "Keep one of them",
        "请只保留一个",
    ),
    "UNSUPPORTED_EXTENSION": error(
        "expected extensions that Servicelane executes, but found {name}",
        "Servicelane 不支持 {name}",
        "Remove it and use a service task with a job type",
        "请删除，并改用带作业类型的服务任务",
    ),
    "UNKNOWN_PROPERTY": error(
        "expected a property that Servicelane knows after 'sl:', but found '{name}'",
        "“{name}”不是 Servicelane 的已知属性",
        "Use one of: {known}",
        "请使用以下属性之一：{known}",
    ),
    "UNKNOWN_PROPERTY.place": error(
        "expected '{name}' where it has a meaning, but found it on {place}",
        "属性“{name}”用在 {place} 上没有意义",
        "Remove it, or set it on an element that reads it",
        "请删除，或设置到会读取它的元素上",
    ),
    "UNKNOWN_ROLE": error(
        "expected the code of a role, but found '{found}'",
        "“{found}”不是已知的角色代码",
        "Use one of: {known}",
        "请使用以下角色之一：{known}",
    ),
    "UNKNOWN_ROLE.lane": error(
        "expected the lane's name to be a role, because user tasks stand in it, but found '{found}'",
        "该泳道内有用户任务，泳道名称应为角色，但“{found}”不是已知的角色",
        "Rename the lane or set its property sl:role to one of: {known}",
        "请修改泳道名称，或把属性 sl:role 设置为以下角色之一：{known}",
    ),
    "NO_ROLE": warning(
        "expected a lane or candidateGroups to say who works on the task, but found neither",
        "该用户任务既不在泳道中，也没有候选组，无法确定由谁办理",
        "Put it into the lane of its role; until then its tasks go to the role operator",
        "请放入对应角色的泳道；在此之前任务会分配给 operator 角色",
    ),
    "LANE_MISSING": warning(
        "expected every element in a lane, because the process has lanes, but this one is in none",
        "流程已划分泳道，但该元素不在任何泳道中",
        "Move it into a lane",
        "请把它移入某个泳道",
    ),
    "LANE_AMBIGUOUS": warning(
        "expected '{node}' in one lane, but '{other}' lists it too and is the one that counts",
        "“{node}”同时列在两个泳道中，以“{other}”为准",
        "Move the element into one lane",
        "请把该元素只放入一个泳道",
    ),
    "UNKNOWN_JOB_TYPE": error(
        "expected a built-in job type in a reserved area, but found '{found}'",
        "“{found}”使用了保留前缀，但不是内置作业类型",
        "Use one of: {known}; types of own workers begin with x. as in x.acme.push",
        "请使用以下内置类型之一：{known}；自有作业类型请以 x. 开头，例如 x.acme.push",
    ),
    "WORKER_UNKNOWN": warning(
        "expected a worker for the job type '{found}', but none has registered yet",
        "作业类型“{found}”尚无已注册的执行程序",
        "Start its worker, otherwise the jobs will wait",
        "请启动对应的执行程序，否则作业会一直等待",
    ),
    "UNKNOWN_CALENDAR": error(
        "expected the code of a working calendar, but found '{found}'",
        "“{found}”不是已知的工作日历代码",
        "Use one of: {known}",
        "请使用以下日历之一：{known}",
    ),
    "PUBLIC_FORM_UNKNOWN": warning(
        "expected the form '{found}' of a message here or deployed before, but it is nowhere",
        "消息引用了表单“{found}”，但它既不在本次部署中，也从未部署",
        "Deploy the form too; without it nobody is offered the message",
        "请一并部署该表单；缺少它时，公开页面不会提供此消息",
    ),
    "BINDING_MISSING": error(
        "expected '{found}' ({attribute}) in this deployment, because it is bound to it, but it is not there",
        "{attribute} 引用的“{found}”绑定为“同一部署”，但不在本次部署中",
        "Add the file to the deployment or bind to the latest version",
        "请把该文件加入本次部署，或改为绑定最新版本",
    ),
}
