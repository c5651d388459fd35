"""The words that names of the generated network are made of: Chinese and how it is read."""

from __future__ import annotations

Word = tuple[str, str]

# Region: code, names, its share of business, its cities.
REGIONS: tuple[tuple[str, Word, int, tuple[Word, ...]], ...] = (
    ("region_east", ("华东大区", "East region"), 26, (
        ("上海", "Shanghai"), ("杭州", "Hangzhou"), ("南京", "Nanjing"), ("苏州", "Suzhou"), ("宁波", "Ningbo"),
        ("合肥", "Hefei"), ("无锡", "Wuxi"), ("温州", "Wenzhou"))),
    ("region_south", ("华南大区", "South region"), 20, (
        ("广州", "Guangzhou"), ("深圳", "Shenzhen"), ("佛山", "Foshan"), ("厦门", "Xiamen"), ("福州", "Fuzhou"),
        ("南宁", "Nanning"), ("海口", "Haikou"))),
    ("region_north", ("华北大区", "North region"), 16, (
        ("北京", "Beijing"), ("天津", "Tianjin"), ("石家庄", "Shijiazhuang"), ("太原", "Taiyuan"), ("济南", "Jinan"),
        ("青岛", "Qingdao"))),
    ("region_central", ("华中大区", "Central region"), 13, (
        ("武汉", "Wuhan"), ("长沙", "Changsha"), ("郑州", "Zhengzhou"), ("南昌", "Nanchang"), ("洛阳", "Luoyang"))),
    ("region_southwest", ("西南大区", "South-west region"), 12, (
        ("成都", "Chengdu"), ("重庆", "Chongqing"), ("昆明", "Kunming"), ("贵阳", "Guiyang"), ("绵阳", "Mianyang"))),
    ("region_northeast", ("东北大区", "North-east region"), 8, (
        ("沈阳", "Shenyang"), ("大连", "Dalian"), ("长春", "Changchun"), ("哈尔滨", "Harbin"))),
    ("region_northwest", ("西北大区", "North-west region"), 5, (
        ("西安", "Xi'an"), ("兰州", "Lanzhou"), ("乌鲁木齐", "Urumqi"), ("银川", "Yinchuan"))),
)  # fmt: skip
SURNAMES: tuple[Word, ...] = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"), ("赵", "Zhao"),
    ("黄", "Huang"), ("周", "Zhou"), ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"), ("胡", "Hu"), ("朱", "Zhu"),
    ("高", "Gao"), ("林", "Lin"), ("何", "He"), ("郭", "Guo"), ("马", "Ma"), ("罗", "Luo"), ("梁", "Liang"),
    ("宋", "Song"), ("郑", "Zheng"), ("谢", "Xie"), ("韩", "Han"), ("唐", "Tang"), ("冯", "Feng"), ("于", "Yu"),
    ("董", "Dong"), ("萧", "Xiao"), ("程", "Cheng"), ("曹", "Cao"), ("袁", "Yuan"), ("邓", "Deng"),
)  # fmt: skip
GIVEN: tuple[Word, ...] = (
    ("伟", "Wei"), ("芳", "Fang"), ("娜", "Na"), ("敏", "Min"), ("静", "Jing"), ("强", "Qiang"), ("磊", "Lei"),
    ("洋", "Yang"), ("艳", "Yan"), ("勇", "Yong"), ("军", "Jun"), ("杰", "Jie"), ("丽", "Li"), ("涛", "Tao"),
    ("明", "Ming"), ("超", "Chao"), ("霞", "Xia"), ("平", "Ping"), ("刚", "Gang"), ("桂英", "Guiying"),
    ("建国", "Jianguo"), ("志强", "Zhiqiang"), ("晓东", "Xiaodong"), ("文博", "Wenbo"), ("雨欣", "Yuxin"),
    ("子涵", "Zihan"), ("浩然", "Haoran"), ("思远", "Siyuan"),
)  # fmt: skip
ROADS: tuple[Word, ...] = (
    ("人民路", "Renmin Road"), ("解放路", "Jiefang Road"), ("中山路", "Zhongshan Road"), ("建设路", "Jianshe Road"),
    ("和平路", "Heping Road"), ("新华路", "Xinhua Road"), ("文化路", "Wenhua Road"), ("长江路", "Changjiang Road"),
    ("黄河路", "Huanghe Road"), ("北京路", "Beijing Road"), ("胜利路", "Shengli Road"), ("迎宾大道", "Yingbin Avenue"),
    ("滨河路", "Binhe Road"), ("东风路", "Dongfeng Road"), ("朝阳路", "Chaoyang Road"), ("光明路", "Guangming Road"),
    ("学府路", "Xuefu Road"), ("工业大道", "Gongye Avenue"), ("万达广场", "Wanda Plaza"), ("城东", "East Town"),
    ("城西", "West Town"), ("城南", "South Town"), ("城北", "North Town"), ("高新区", "Hi-tech Zone"),
)  # fmt: skip
BRANDS: tuple[Word, ...] = (
    ("恒信", "Hengxin"), ("鑫源", "Xinyuan"), ("宏达", "Hongda"), ("金桥", "Jinqiao"), ("永盛", "Yongsheng"),
    ("华联", "Hualian"), ("瑞丰", "Ruifeng"), ("兴隆", "Xinglong"), ("嘉和", "Jiahe"), ("万家", "Wanjia"),
    ("同创", "Tongchuang"), ("星海", "Xinghai"), ("蓝天", "Lantian"), ("百盛", "Baisheng"), ("正泰", "Zhengtai"),
    ("安居", "Anju"), ("佳美", "Jiamei"), ("卓越", "Zhuoyue"),
)  # fmt: skip
TRADES: tuple[Word, ...] = (("电器", "Electric"), ("家电", "Appliances"), ("商贸", "Trading"), ("数码", "Digital"))
SKILLS = (
    "air_conditioner", "refrigerator", "washer", "water_heater", "television", "phone", "small_appliance", "gas",
    "high_altitude",
)  # fmt: skip
