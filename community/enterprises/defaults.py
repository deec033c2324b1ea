"""What a station starts with: kinds of enterprises, example check lists, example tips.

The texts are examples in general words, marked as such on every page until the station has written its own.
"""

from community.enterprises.words import AnswerKind, Grade, Subject
from stations.places.models import IndustryOfficer

_IN = IndustryOfficer.Industry
KINDS = (
    {"code": "merchant", "name": "商户", "interval_days": 90},
    {"code": "hotel", "name": "旅店", "regulated": True, "industry": _IN.HOTEL, "interval_days": 30},
    {"code": "catering", "name": "餐饮", "regulated": True, "industry": _IN.CATERING, "interval_days": 60},
    {"code": "hospital", "name": "医院", "regulated": True, "industry": _IN.HOSPITAL, "interval_days": 30},
    {"code": "school", "name": "学校", "regulated": True, "industry": _IN.SCHOOL, "interval_days": 30},
    {"code": "office", "name": "机关", "regulated": True, "industry": _IN.OFFICE, "interval_days": 90},
    {"code": "company", "name": "公司", "interval_days": 180},
    {"code": "other", "name": "其他"},
)
_YES, _NUMBER, _TEXT = AnswerKind.YES_NO, AnswerKind.NUMBER, AnswerKind.TEXT
_EXITS = ("疏散通道、安全出口畅通，未堆放杂物", _YES, Grade.SERIOUS)
_FIRE = ("灭火器在位、压力正常、未过期", _YES, Grade.MINOR)
_WIRES = ("用电线路无私拉乱接，无超负荷使用", _YES, Grade.SERIOUS)
_CAMERA = ("视频监控正常运行，录像可回放", _YES, Grade.MINOR)
CHECK_LISTS = (
    ("通用安全检查（示例）", "", (
        _EXITS, _FIRE, _WIRES, _CAMERA,
        ("电动自行车及电池未在室内停放、充电", _YES, Grade.SERIOUS),
        ("贵重物品、现金有专人保管", _YES, None),
        ("员工知道反诈宣传内容和报警方式", _YES, None),
        ("从业人员数", _NUMBER, None, False, "含兼职", "人"),
        ("其他情况", _TEXT, None, False),
    )),
    ("旅店检查（示例）", "hotel", (
        ("住宿登记制度上墙，前台按规定登记", _YES, Grade.SERIOUS),
        ("未成年人入住按规定询问、登记和报告", _YES, Grade.SERIOUS),
        ("前台知道发现可疑情况立即报警", _YES, Grade.MINOR),
        _EXITS, _FIRE, _CAMERA,
        ("今日入住间数", _NUMBER, None, False, "", "间"),
    )),
    ("餐饮检查（示例）", "catering", (
        ("燃气使用场所装有报警装置，连接管完好", _YES, Grade.MAJOR, True, "瓶装液化气同样检查"),
        ("厨房排烟罩按期清洗", _YES, Grade.MINOR), _EXITS, _FIRE, _WIRES,
        ("营业时段有人值守，知道纠纷先报警", _YES, None),
    )),
    ("医院检查（示例）", "hospital", (
        ("安保人员在岗，入口有安检", _YES, Grade.SERIOUS), ("一键报警装置测试正常", _YES, Grade.MAJOR),
        ("急诊、儿科等部位监控正常", _YES, Grade.MINOR), _EXITS, _FIRE,
        ("保安员人数", _NUMBER, None, False, "", "人"),
    )),
    ("学校检查（示例）", "school", (
        ("校门有专职保安员，上下学时段有防护", _YES, Grade.SERIOUS),
        ("一键报警装置测试正常", _YES, Grade.MAJOR), ("外来人员登记查验", _YES, Grade.SERIOUS),
        ("校园周边无流动摊贩占道、车辆拥堵", _YES, Grade.MINOR), _EXITS, _FIRE, _CAMERA,
    )),
    ("机关检查（示例）", "office", (
        ("门卫值守、来访登记落实", _YES, Grade.MINOR), ("要害部位有人防、物防、技防措施", _YES, Grade.SERIOUS),
        _EXITS, _FIRE, _CAMERA,
    )),
)  # fmt: skip
TIPS = (
    ("冒充客户、领导转账先核实", Subject.FRAUD, "凡是要求改账户、急转账的，先打原来的电话核实，再付款。"),
    ("外贸货款走对公账户", Subject.FRAUD, "不收来历不明的货款，不借账户给他人收款。"),
    ("扫码下载的应用不装", Subject.FRAUD, "对方要求共享屏幕、下载应用的，一律挂断。"),
    ("打烊前三查：电、气、门", Subject.FIRE, "离店前查断电、关气、锁门，充电器不留在插座上。"),
    ("看好手机和收银台", Subject.THEFT, "人多时手机不放台面，收银台不离人。"),
    ("发现可疑情况先报警", Subject.ORDER, "不盘问、不追赶，记住特征，保护自己，拨打110。"),
)
