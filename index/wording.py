"""Wording that gives a line away: menus, adverts, counters, share bars, in several languages.

Data, not logic: `blocks` decides what to do with it. The first pattern that fits wins.
"""

from __future__ import annotations

import re

from index.types import BlockKind

_PATTERNS: tuple[tuple[BlockKind, int, str, str], ...] = (
    (
        "metadata",
        25,
        r"^(?:via|source|来源|來源|出处|quelle)\s*[:：]\s*\S|\b(?:readed|views?|reads|hits|clicks|阅读|浏览|点击)\s*[:：]\s*\d|^(?:阅读|浏览)(?:量|数)?\s*\d",
        "source and counter line",
    ),
    (
        "metadata",
        14,
        r"^(?:(?:first )?published|updated|last (?:updated|modified)|posted|发布时间|发表时间|时间|日期|stand)\b\s*(?:on|at|[:：])?(?!.*[a-z]{2}[.!][\"”’)]?$).*\d",
        "date line",
    ),
    (
        "metadata",
        9,
        r"^(?:\w+day,?\s+)?(?:\d{1,2}\.?\s+[^\W\d]{3,9}\.?,?\s+\d{4}|[^\W\d]{3,9}\.?\s+\d{1,2},\s+\d{4}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\b[^a-z]{0,20}(?:[AaPp]\.?[Mm]\.?|[A-Z]{2,4}|GMT)?[^a-z]{0,10}$",
        "date line",
    ),
    (
        "metadata",
        12,
        r"\b\d+\s*(?:min(?:ute)?s?|分钟)\s*(?:read|阅读)\b|^(?:read|viewed) \d[\d,.]* times$|^\d[\d,.]* (?:readers|people|users) (?:online|reading|here)\b|^\d[\d,.]*[km]?\s+(?:views|reads|shares|likes|comments)\b(?:\W*|\W+\d.*)$",
        "counter line",
    ),
    (
        "byline",
        16,
        r"^(?:by|von|par|por|text|story|words)\s*(?:[:：|]|\s)\s*(?!(?:\S+\s+){4,}.*\w\w[.!?][\"”’]?$)(?-i:[A-ZÀ-Þ\u4e00-\u9fff]).{1,90}$|^(?:写|文|作者|记者|本报记者|责任编辑|责编|编辑)\s*[:：|\s]\s*[A-Z\u4e00-\u9fff][^。！？]{1,90}$|^(?:additional )?(?:reporting|editing|writing|photographs?) by\s+(?-i:[A-ZÀ-Þ])",
        "names the writer",
    ),
    (
        "byline",
        20,
        r"^[A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,3}\s*\((?:the )?(?:writer|author|reporter)\b.*\)$|^[(（](?:责任编辑|责编|编辑|记者)[:：].{1,20}[)）]$",
        "names the writer",
    ),
    (
        "rating",
        16,
        r"^(?:please\s+)?rate this\b|^average score\b(?!.*\w\w[.!]$)|^vote (?:now|here)\b|^\d(?:\.\d)?\s*(?:/|out of)\s*(?:5|10)\b(?:\W*(?:stars?|\d+ (?:votes|ratings)\b).*)?\W*$|^[★☆]+|^(?:was|did you find) this (?:article|story|page) (?:help|use)|^(?:very )?(?:angry|moved|funny|sad|happy)(?:\s+\d+)?$",
        "rating widget",
    ),
    (
        "comments",
        14,
        r"^(?:post|leave|add|write|submit)\s+(?:a\s+|your\s+)?(?:comment|reply)\b|^(?:user|reader|all|latest|top|hot|view|show)?\s*comments?\s*(?:\(\s*\d+\s*\)|\d+|[:：])?$|^\d+\s+comments?$|^(?:发表评论|网友评论|评论|热门评论|最新评论)\b|^(?:do not|don't|can't|cannot) see clearly\b|\bverification code\s*[:：]|^join the (?:discussion|conversation)",
        "comment section",
    ),
    (
        "related",
        12,
        r"^(?:related|recommended|you (?:may|might) also|more (?:from|on|in|stories|news|like)\b|most (?:read|popular|viewed|shared)|read (?:more|next|also)|see also|also (?:read|in)|trending|popular|top stories|latest (?:news|stories|headlines)|editor'?s'? picks?|up next|further reading|don't miss|in (?:this|other) (?:section|news)|elsewhere on|相关阅读|相关新闻|相关文章|推荐阅读|热门推荐|更多新闻|延伸阅读|上一篇|下一篇)(?!.*[^\s.]{2}[.!][\"”’)]?$)",
        "list of other stories",
    ),
    (
        "advert",
        40,
        r"^(?:advertis(?:e?ment|ing)|anzeige|publicité|广告|sponsored(?: (?:content|post|by\b.*))?|promoted(?: by\b.*)?|paid (?:post|content|partnership)\b.*|partner content|ad|ad feedback|(?:article|story) continues (?:below|after)\b.*|scroll (?:down )?to continue.*)[.:]?$|^[\[(【]?(?:广告|推广|ad|advert|advertisement|sponsored|anzeige)\s?[\])】:：·|–—]",
        "marked as an advert",
    ),
    (
        "advert",
        9,
        r"\b(?:message|word|offers?|content|news) from our (?:sponsors?|partners?)\b|^(?:presented|brought to you) by\b|^together with\b(?!.*\w\w[.!]$)",
        "sponsor's message",
    ),
    (
        "boilerplate",
        60,
        r"\ball rights reserved\b|^(?:copyright\s*(?:©|\(c\)|(?:19|20)\d\d|notice)|©|\(c\)\s*(?:19|20)\d\d)|版权所有|\b(?:icp|京公网安备)\s*[备证]|未经.{0,6}(?:授权|许可|同意).{0,6}(?:不得|禁止|严禁|请勿)|\bmay not be (?:published|reproduced)\b.{0,60}\b(?:permission|consent|rewritten|redistributed)\b",
        "copyright line",
    ),
    (
        "boilerplate",
        45,
        r"\b(?:we|this (?:web)?site|our partners) (?:and our partners )?(?:uses?|stores?) (?:\w+ )?cookies\b|^(?:accept|reject|manage)\s+(?:all|cookies|preferences|choices)\b.{0,15}$|\bcookie (?:policy|settings|preferences)\b|\bprivacy (?:policy|notice)\b.*\b(?:terms|cookie)|^(?:privacy policy|terms of (?:use|service)|contact us|about us|advertise with us|careers|help|sitemap|accessibility|关于我们|联系我们)$",
        "site notice",
    ),
    (
        "boilerplate",
        30,
        r"^字号|^(?:share|tweet|print|email|save|bookmark|copy link|listen|follow)\b(?:\s+(?:this|on|via|to|us|article|story|link|now)\b.{0,40})?[:.]?$|^(?:share|follow|find|join|like) (?:us |this |it )?(?:on|via|with|at) (?:facebook|twitter|x|whatsapp|telegram|linkedin|wechat|instagram|weibo)\b|^(?:facebook|twitter|whatsapp|linkedin|reddit|telegram|pinterest|weibo|wechat|分享到|分享|收藏|打印|微信|微博)(?:\W+(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|messenger|email|copy link|微信|微博|qq))*$",
        "share bar",
    ),
    (
        "boilerplate",
        40,
        r"(?:^|[.!?:]\s+|\bplease\s+)(?:subscribe|sign up|register|log ?in)\b.{0,60}\b(?:newsletter|inbox|today|now|free|to (?:read|continue)|for (?:our|free|more|just|only))\b|\bunsubscribe\b|\byou (?:are|'re) receiving this\b|(?:^|[.!?:]\s+)become a (?:member|subscriber|supporter)\b(?! of)|\bdeveloping story\b|\brefresh (?:this page )?for updates\b|\bview (?:this|it)? ?(?:email )?in (?:your )?browser\b|^(?:already a|become a) (?:subscriber|member)|^(?:forward(?:ed)? (?:this|to)|manage (?:your )?(?:preferences|subscription))",
        "newsletter or subscription box",
    ),
    (
        "boilerplate",
        60,
        r"^(?:the (?:post|article|story) .+ (?:first appeared|appeared first|was first published) (?:on|in) .+|l['’]article .+ est apparu en premier sur .+|der (?:beitrag|artikel) .+ erschien zuerst (?:auf|bei) .+|la entrada .+ (?:se publicó primero|aparece primero|apareció primero) en .+|l['’]articolo .+ proviene da .+|o post .+ apareceu primeiro em .+)$",
        "closing line of a feed",
    ),
    (
        "boilerplate",
        12,
        r"^(?:please )?download\b.{0,40}\bapp\b|\bdownload our\b.{0,20}\bapp\b|(?-i:^[A-Z][\w ]{0,30}\bAPP$)|^(?:get|try|open in) (?:the|our) app\b|(?:下载.{0,12}(?:客户端|APP)|扫(?:描|一扫).{0,12}二维码)[^。]*$",
        "app promotion",
    ),
    (
        "boilerplate",
        8,
        r"^(?:back to top|skip to (?:main )?content|jump to .*|load more|show more|close|next|previous|search|menu|play|pause|mute|loading\.*|error|ok|submit|cancel|返回顶部|返回首页)$",
        "page control",
    ),
    (
        "caption",
        45,
        r"^(?:photo(?:graph)?s?|image|picture|pictured|graphic|chart|illustration|video|file photo|图|图片|资料图)\b\s*(?:by|credit|[:：/|])|\((?:photo|image|picture)\b[^)]*\)$|\bphoto(?:graph)?: [^.]{2,40}$|\b(?:getty images|afp via|shutterstock|视觉中国)\b.{0,20}$|^图\d?[:：]",
        "picture caption",
    ),
)
WORDING: tuple[tuple[BlockKind, int, re.Pattern[str], str], ...] = tuple(
    (kind, words, re.compile(pattern, re.IGNORECASE), reason)
    for kind, words, pattern, reason in _PATTERNS
)
"""(kind, longest line in words, pattern, reason), most telling first."""

MENU = re.compile(r"\s(?:>|›|»|\||/|·|•|→)\s|^(?:home|首页)\s*(?:$|[>›»|/·•])|^[^«‹]*[›»][^«‹]*$")
PROMOTION = re.compile(
    r"(?:[$€£¥]\s?0\b|\b0 yuan\b|\d+\s?% off|\bdiscount|\bcoupon|\bfree trial|\bspecial (?:offer|event)"
    r"|\blimited[- ]time|\bbuy (?:now|one)|\bshop now|\border (?:now|today)|\bbest (?:deal|price)"
    r"|\bsave (?:up to )?[$€£]?\d|\blearn more\b|\bclick here|\bstarting (?:at|from) [$€£]|\bonly [$€£]"
    r"|\bpromo code|\bfree shipping|\bsign up today|\btry it free|\bdeals?\b.{0,20}\btoday\b"
    r"|\d+元|优惠|限时|立即(?:购买|抢购|体验)|免费(?:试用|领取)|点击(?:购买|领取|查看))",
    re.IGNORECASE,
)


Wording = tuple[BlockKind, str] | None
"""What the wording of a line tells, and the reason."""


def by_wording(text: str, words: int) -> Wording:
    """Return what the wording of a line of so many words gives away, and the reason."""
    if len(text) > _LONGEST or words > _MOST_WORDS:
        return None
    for kind, longest, pattern, reason in WORDING:
        if words <= longest and pattern.search(text):
            return kind, reason
    return None


_LONGEST = 1000
"""Characters; a longer line is text, whatever it begins with."""
_MOST_WORDS = max(words for _, words, _, _ in WORDING)
