"""Texts that want to be more than text: paths, SQL, templates, addresses, names of models.

They go where a name, an option, a label, a file or a model is asked for. `PAYLOADS` of the reports
are for pages; these are for whatever reads, writes, asks or formats.
"""

from tests.tools.reports.hostile import PAYLOADS

SECRET_FILE = "planted-beside-home"
"""The name of a file beside the data folder that no path may reach."""
_UP = tuple("../" * deep for deep in range(1, 9))
_TARGETS = ("etc/passwd", SECRET_FILE, f"tmp/{SECRET_FILE}", ".ssh/id_rsa", "velleity.db")
PATHS = (
    *(up + target for up in _UP for target in _TARGETS),
    *(f"/{target}" for target in _TARGETS),
    *(
        f"..\\..\\{SECRET_FILE}",
        "C:\\Windows\\win.ini",
        "C:boot.ini",
        "\\\\?\\C:\\x",
        "\\\\host\\s",
    ),
    *("~/.ssh/id_rsa", "~root/x", "$HOME/x", "${HOME}/x", "%USERPROFILE%\\x", "file:///etc/passwd"),
    *("....//....//etc/passwd", "..%2f..%2fetc%2fpasswd", "..%252fetc", "..%c0%afetc/passwd"),
    *(
        "\u2025/\u2025/etc",
        "\uff0e\uff0e/etc",
        "..\u2215etc",
        "a\x00b",
        "a/../../b",
        "./../x",
        "..",
    ),
    *("/dev/stdin", "/dev/zero", "/dev/tty", "/proc/self/environ", "/proc/self/fd/0", "/sys/x"),
    *("CON", "NUL", "PRN.txt", "aux", "COM1", "LPT1.jsonl", "x.", "x ", ".", "-rf", "--help", "-"),
    *("a" * 256, "a" * 5_000, "é" * 300, "\ud800", "a\nb", "a\rb", "\u202etxt.exe", "x\u200b"),
    *("velleity.db", "velleity.db-wal", "http-token", "settings.toml", "../settings.toml"),
)
_STARTS = ("'", '"', "')", '")', "`", "1", "x' ", "\\'", "%27", "' /*")
_ENDS = (
    *("; drop table studies; --", " or 1=1 --", " union select sql from sqlite_master --"),
    *("; attach database '/tmp/planted.db' as x; --", " and randomblob(900000000) --"),
    *("; pragma writable_schema = 1; --", " or load_extension('x') --", "; vacuum into 'x'; --"),
)
SQL = (
    *(start + end for start in _STARTS for end in _ENDS),
    *("%", "_", "%%%", "* from trials", "studies.id", "rowid", "null", "*", "%' escape '\\"),
)
TEMPLATES = (
    *("{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{%for x in [1]%}x{%endfor%}", "{0}", "{}"),
    *(
        "{a.__init__.__globals__}",
        "{self}",
        "{x!r:>99999999}",
        "{0:>99999999}",
        "%s%s%s%n",
        "%(a)s",
    ),
    *("${question}", "$question", "$", "${", "$${x}", "${${question}}", "${question.__class__}"),
    *("{{config}}", "{{''.__class__.__mro__[1]}}", "{{lipsum.__globals__}}", "{%include 'x'%}"),
    *("__import__('os').system('x')", "$(touch planted)", "`touch planted`", "; touch planted"),
    *("| touch planted", "& touch planted", "\ntouch planted", "&& touch planted", "eval(1)"),
    *("\\x41", "\\u0041", "\\N{BULLET}", "\\", "\\\\", "(?P<x>", "(a+)+$", "[", "a{99999}", ".*"),
)
ADDRESSES = (
    *("http://169.254.169.254/latest/meta-data", "http://127.0.0.1:9/v1", "http://[::1]:9/", "//x"),
    *("http://0x7f000001/", "http://2130706433/", "http://localhost:9", "http://a@127.0.0.1:9/"),
    *("https://evil.example/x.json", "ftp://evil.example/x", "gopher://x:9/_x", "dict://x:9/"),
    *(
        "javascript:alert(1)",
        "data:text/plain,x",
        "file://evil.example/x",
        "ws://x",
        "http://x\r\nY: z",
    ),
    *("![x](https://evil.example/x.png)", "[x](javascript:alert(1))", "<https://evil.example>"),
)
MODELS = (
    *(
        "openai/http://127.0.0.1:9",
        "huggingface/x/y",
        "openai/x\r\nX-Evil: 1",
        "sim/../bob",
        "sim/",
    ),
    *("sim/bob/../../x", "local/../../etc/passwd", "local/", "openai/" + "x" * 5_000, "/", "a/b/c"),
    *(
        "sim/bob\x00",
        " sim/bob",
        "SIM/BOB",
        "sim/bob\u200b",
        "sim/b\u043eb",
        "replay/../../x.jsonl",
    ),
    *(
        "azure/x?api_base=http://127.0.0.1:9",
        "ollama/x@127.0.0.1",
        "bedrock/arn:aws:x",
        "vertex_ai/x",
    ),
    *(
        "openai/gpt-4o-mini#x",
        "anthropic/../x",
        "*",
        "mine]\nbase_url = 'http://x'",
        '"',
        "'",
        "x.y",
    ),
)
TEXTS = tuple(dict.fromkeys((*PATHS, *SQL, *TEMPLATES, *ADDRESSES, *MODELS, *PAYLOADS)))
