"""Made-up disputes of the demo: nobody and no place in them exists."""

from dataclasses import dataclass
from decimal import Decimal

from mediation.network.words import Cause


@dataclass(frozen=True, slots=True)
class Story:
    """A dispute and how far it has come.

    Attributes:
        days: days ago it was registered.
        until: where it stands: registered, triaged, accepted, asked, fixed, adjourned, drafted, performing,
            performed, ended, transferred.
        police: mediated by the police (ZA).
    """

    days: int
    cause: str
    summary: str
    place: str
    until: str
    one: str
    other: str
    amount: Decimal | None = None
    unit: bool = False
    police: bool = False
    clauses: tuple[str, ...] = ()


def yuan(amount: int) -> Decimal:
    """An amount in yuan."""
    return Decimal(amount)


STORIES = (
    Story(
        0,
        Cause.NEIGHBOURS,
        "楼上深夜拖动桌椅，楼下老人无法休息，双方在楼道争吵",
        "银杏里2号楼",
        "registered",
        "蒋素云",
        "何立新",
    ),
    Story(
        0,
        Cause.CONSUMER,
        "健身卡转让遭拒，消费者要求退还余款",
        "南北商场三层",
        "registered",
        "冯雨桐",
        "劲跃健身服务部（演示）",
        yuan(2680),
        True,
    ),
    Story(
        1,
        Cause.PROPERTY,
        "地下车位被长期占用，业主与物业为停车管理费争执",
        "松风苑地下车库",
        "triaged",
        "沈国平",
        "松风物业服务中心（演示）",
        yuan(1800),
        True,
    ),
    Story(2, Cause.FAMILY, "兄妹为照料父母的轮值与费用争执", "丁香里7号院", "accepted", "姜慧", "姜勇"),
    Story(
        3,
        Cause.LABOUR,
        "餐馆拖欠两名服务员工资，双方对加班时数说法不一",
        "百味小吃城",
        "asked",
        "罗小满",
        "百味小吃城二号档（演示）",
        yuan(9600),
        True,
    ),
    Story(
        4, Cause.NEIGHBOURS, "空调外机滴水影响一层采光棚，多次沟通未果", "榆钱胡同11号", "fixed", "谢长顺", "毕晓东"
    ),
    Story(
        5,
        Cause.DAMAGES,
        "遛狗未牵绳致行人摔倒，双方对医药费数额有争议",
        "荷塘巷口",
        "fixed",
        "田桂英",
        "侯志刚",
        yuan(3200),
    ),
    Story(
        9,
        Cause.HOUSING,
        "卫生间漏水浸湿楼下吊顶，双方对维修责任各执一词",
        "云杉苑5号楼",
        "adjourned",
        "邹敏",
        "石建军",
        yuan(6500),
    ),
    Story(
        6,
        Cause.NEIGHBOURS,
        "停车口角中推搡，衣物破损，情节轻微，双方均愿调解",
        "青砖巷北口",
        "fixed",
        "段志强",
        "万鹏",
        yuan(600),
        False,
        True,
    ),
    Story(
        8,
        Cause.DAMAGES,
        "球场冲撞后推打致眼镜损坏，双方均愿调解",
        "健行球馆",
        "adjourned",
        "秦明",
        "尹浩",
        yuan(1200),
        False,
        True,
    ),
    Story(
        14,
        Cause.CONSUMER,
        "美容项目未开始即要求退款，店方只同意退还半数",
        "枫叶里商街",
        "performing",
        "顾晓晴",
        "容悦美容店（演示）",
        yuan(6800),
        True,
        clauses=("店方分两期退还服务费用。", "双方就此事再无其他争议。"),
    ),
    Story(
        16,
        Cause.CONTRACT,
        "租客提前退租，房东扣留全部押金",
        "晚晴里3号楼",
        "performing",
        "白雪松",
        "钟玉兰",
        yuan(4500),
        clauses=("出租人分两期退还押金。", "承租人结清水电费用。"),
    ),
    Story(
        24,
        Cause.HOUSING,
        "装修破坏公共管道，楼下住户要求恢复",
        "麦子巷甲2号",
        "overdue",
        "江海燕",
        "倪志成",
        yuan(5200),
        clauses=("责任人承担修复费用。",),
    ),
    Story(
        20,
        Cause.DAMAGES,
        "电动车刮蹭临街橱窗，双方对赔偿数额有分歧",
        "竹影里6号",
        "performed",
        "杜文斌",
        "旺达电动车行（演示）",
        yuan(800),
        True,
        clauses=("当场支付赔偿款。",),
    ),
    Story(
        28,
        Cause.FAMILY,
        "老人遗留家具的分配争执，家人到场协商",
        "海棠苑9号楼",
        "performed",
        "陆珍",
        "陆伟",
        clauses=("家具按清单分配，当场交接。",),
    ),
    Story(
        7,
        Cause.ENVIRONMENT,
        "商户油烟直排楼道，住户要求整改",
        "小石桥14号",
        "transferred",
        "史秀梅",
        "同福饭馆（演示）",
        None,
        True,
    ),
    Story(
        12,
        Cause.BUSINESS,
        "两家摊位为公用通道摆放货物争执，一方明确拒绝继续调解",
        "惠民菜市场",
        "ended",
        "贺大勇",
        "龙开明",
    ),
)

# Disputes of the past, by cause: what they were about; all of them performed and filed.
PAST = (
    (Cause.NEIGHBOURS, "楼道堆物影响通行，双方约定清理期限"),
    (Cause.NEIGHBOURS, "夜间练琴扰邻，约定练琴时段"),
    (Cause.NEIGHBOURS, "院内晾晒占道，重新划定晾晒区域"),
    (Cause.FAMILY, "赡养费支付方式争执，约定按月支付"),
    (Cause.FAMILY, "婆媳口角，约定分开起居"),
    (Cause.CONSUMER, "理发预付卡余额退还"),
    (Cause.CONSUMER, "网购家具破损，商家补发配件"),
    (Cause.CONSUMER, "美容项目效果争议，协商退还部分费用"),
    (Cause.CONTRACT, "租房押金退还争执"),
    (Cause.HOUSING, "楼上漏水赔偿，约定维修日期"),
    (Cause.LABOUR, "临时用工工资结算"),
    (Cause.DAMAGES, "宠物抓伤，支付医药费"),
    (Cause.PROPERTY, "电梯停运期间的物业费减免"),
    (Cause.TRAFFIC, "非机动车剐蹭，协商赔付修理费"),
)
