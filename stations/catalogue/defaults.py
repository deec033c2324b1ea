"""A first classification tree and first control elements for a station that has none.

The twelve top categories of police calls are those of DOMAIN §4.1; everything else, all codes included, is the
station's own text to start from. These are not codes of any national standard. Plain data, without Django.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# One line an entry, four blanks a level: name | grade. A top line also says kind and place in reports; what a line
# does not say is that of the line above it. The code of a top line is written, the others count below it.
TREE = """
A 刑事类警情 | call | criminal | 2
    盗窃
        入户盗窃
        扒窃
        盗窃车内财物
        盗窃电动自行车
    诈骗
        电信网络诈骗
            刷单返利 | 1
            冒充客服 | 1
            冒充公检法 | 1
            虚假投资理财 | 1
        接触性诈骗
    抢劫抢夺 | 1
    故意伤害 | 1
    毁坏财物
    其他刑事
B 行政（治安）类警情 | call | order | 3
    殴打他人 | 2
    寻衅滋事 | 2
    盗窃少量财物
    赌博
    涉黄
    涉毒 | 2
    扰乱公共秩序
    损毁财物
    噪声扰民 | 4
    犬只扰民 | 4
    其他治安
C 道路交通类警情 | call | traffic | 3
    交通事故
        有人受伤 | 1
        仅有财物损失
    交通拥堵 | 4
    违法停车 | 4
    其他交通
D 纠纷 | call | dispute | 3
    邻里纠纷
        噪声纠纷
        漏水纠纷
        占用公共部位
    家庭婚恋纠纷
        家庭纠纷
        家庭暴力 | 2
        恋爱纠纷
    消费纠纷
        退款退费
        预付卡
        餐饮服务
    劳资纠纷
    物业纠纷
    租赁纠纷
    债务纠纷
    医患纠纷 | 2
    停车纠纷
    其他纠纷
E 群众紧急求助 | call | help | 2
    人员走失
        儿童走失 | 1
        老人走失
    轻生 | 1
    落水被困 | 1
    突发疾病 | 1
    醉酒人员 | 3
    其他紧急求助
F 举报 | call | other | 3
    举报违法犯罪
    举报其他
G 投诉监督 | call | other | 3
    投诉民警
    投诉辅警
    其他投诉
H 咨询 | call | other | 4
J 社会联动 | call | other | 3
    火情 | 1
    燃气泄漏 | 1
    医疗急救 | 2
    市政设施
    其他联动
K 群体性事件 | call | other | 1
L 聚集上访 | call | other | 2
M 其他警情 | call | other | 4
    骚扰报警 | | nuisance
    误报 | | nuisance
    无效警情 | | nuisance
    其他
N 便民求助 | help | help | 4
    开锁求助
    问路
    送返物品
    其他求助
P 安全隐患 | hazard | other | 3
    消防隐患
        消防通道堵塞
        飞线充电
        电动自行车进楼
        消防设施损坏
    治安隐患
        门禁损坏
        监控损坏
        门窗未锁
    环境秩序
        占道经营
        堆放杂物
    其他隐患
Q 线索 | clue | other | 3
    正在发生的诈骗 | 1
    涉毒线索 | 2
    涉赌线索
    可疑人员
    其他线索
R 拾得财物 | found | other | 4
    证件
    手机
    现金钱包
    宠物
    其他财物
S 遗失财物 | loss | other | 4
    证件
    手机
    现金钱包
    宠物
    其他财物
"""

# Control elements (管控要素): the station's own words; these only show what may stand here.
ELEMENTS = (
    ("Y01", "旅店"),
    ("Y02", "出租房屋"),
    ("Y03", "娱乐场所"),
    ("Y04", "校园周边"),
    ("Y05", "医院周边"),
    ("Y06", "商业街区"),
    ("Y07", "寄递物流"),
    ("Y08", "电动自行车"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One category to be made."""

    code: str
    parent: str
    level: int
    name: str
    kind: str
    fold: str
    grade: int


def entries() -> Iterator[Entry]:
    """The default categories, parents first."""
    above: dict[int, Entry] = {}
    counts: dict[str, int] = {}
    for line in TREE.strip("\n").splitlines():
        level = (len(line) - len(line.lstrip())) // 4 + 1
        head, *said = [part.strip() for part in line.split("|")]
        if level == 1:
            code, name = head.split(" ", 1)
            kind, fold, grade = said
            entry = Entry(code, "", 1, name, kind, fold, int(grade))
        else:
            parent = above[level - 1]
            counts[parent.code] = counts.get(parent.code, 0) + 1
            grade = int(said[0]) if said and said[0] else parent.grade
            fold = said[1] if len(said) > 1 else parent.fold
            code = f"{parent.code}{counts[parent.code]:02d}"
            entry = Entry(code, parent.code, level, head, parent.kind, fold, grade)
        above[level] = entry
        yield entry
