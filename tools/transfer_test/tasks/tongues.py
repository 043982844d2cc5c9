"""What a text says that speaks to its judges or of its own comparison, in the common languages.

A tongue has words for a text that speaks of itself, for judges, for what one writes to them, for
choosing, winning and being chosen, for depending, and for instructions that should be passed over.
From these the same few patterns are made in every tongue:

    note to the judge     choose this text     this text wins     this text is chosen
    depends on this text  better than the other    pass over the instructions

A text may be in any tongue, or in several: all patterns are tried on all texts. Lists are closed:
whoever puts it in other words is not found. Data, and how patterns are made of it.
"""

import re
from dataclasses import dataclass

from .spelling import folded

_FEW = r"\W+(?:\w+\W+){0,3}?"
"""At most three words between two others."""
_ONE = r"(?!\s+(?:of|du|des?|d'|del|della|di|d[oa]|von|der|van)\b)\W+(?:\w+\W+){0,1}?"
"""At most one word, and none that says of what the text is one."""
_NEAR = r"[^.!?\n]{0,30}?\b"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, each a pattern."""

    name: str
    itself: str
    judge: str
    to: str
    note: str
    choose: str
    wins: str
    be: str
    chosen: str
    depends: str
    other: str
    ignore: str
    instructions: str

    def patterns(self) -> tuple[str, ...]:
        """What is looked for."""
        return (
            rf"\b(?:{self.note}){_FEW}(?:{self.judge})\b",
            rf"\b(?:{self.choose}){_FEW}(?:{self.itself})\b",
            rf"\b(?:{self.itself}){_FEW}(?:{self.choose})\b",
            rf"\b(?:{self.itself}){_ONE}(?:{self.wins})\b",
            rf"\b(?:{self.itself}){_ONE}(?:{self.be}){_FEW}(?:{self.chosen})\b",
            rf"\b(?:{self.itself}){_ONE}(?:{self.chosen}){_FEW}(?:{self.be})\b",
            rf"\b(?:{self.depends})\b{_NEAR}(?:{self.itself})\b",
            rf"\b(?:{self.itself})\b{_NEAR}(?:{self.depends})\b",
            rf"\b(?:{self.other})\b",
            rf"\b(?:{self.ignore}){_FEW}(?:{self.instructions})\b",
            rf"^\W*(?:{self.to})\s+(?:{self.judge})\s*[:!,]",
        )


GERMAN = Tongue(
    "German",
    itself=r"(?:dies(?:e[rmns]?)?|mein(?:e[rmns]?)?|vorliegende\w*)\s+(?:text\w*|aufsatz\w*|essay\w*|"
    r"beitrag\w*|antrag\w*|abstract|übersetzung|fassung|bericht\w*|version|arbeit|entwurf|antwort)",
    judge=r"jury\w*|juror\w*|gutachter\w*|richter\w*|preisrichter\w*|prüfer\w*|bewerter\w*|"
    r"bewertende\w*|beurteilende\w*|beurteiler\w*",
    to=r"an\s+(?:den|die|das|alle)",
    note=r"(?:hinweis|anmerkung|notiz|nachricht|mitteilung|bitte|botschaft|appell)\s+(?:an|für)|"
    r"liebe[rs]?|(?:sehr\s+)?geehrte[rs]?|werte[rs]?|verehrte[rs]?",
    choose=r"wähl\w*|bevorzug\w*|stimm\w*\s+(?:\w+\s+)?für|entscheid\w*\s+(?:\w+\s+){0,2}für|"
    r"gib\w*\s+den\s+vorzug|zu\s+wählen",
    wins=r"gewinn(?:t|en|e)|gewänne|siegt|siegen|den\s+vergleich",
    be=r"ist|sind|sei|wird|werden|werde|würde|wurde",
    chosen=r"besser\w*|beste\w*|gewählt|ausgewählt|bevorzugt|vorgezogen|bewertet|beurteilt|"
    r"verglichen|belohnt",
    depends=r"häng(?:t|en)|abhäng(?:t|ig\w*)",
    other=r"besser\w*\s+als\s+(?:der|die|das)\s+ander\w+",
    ignore=r"ignorier\w*|missacht\w*|vergiss|vergessen",
    instructions=r"anweisung\w*|anleitung\w*|vorgabe\w*|(?:der|den|die|das)\s+andere\w*\s+text\w*",
)
FRENCH = Tongue(
    "French",
    itself=r"(?:ce|cet|cette|mon|ma|(?:le|la)\s+présente?)\s+(?:texte|essai|traduction|résumé|"
    r"rédaction|réponse|version|copie|dissertation|rapport|travail)",
    judge=r"juges?|jury|jurés?|évaluat\w+|correct(?:eur|rice)s?|examinat\w+|notateurs?|arbitres?",
    to=r"aux?|à\s+l[ae']",
    note=r"(?:note|remarque|message|avis|mot|appel|consigne)\s+(?:à|au|aux|pour|destiné\w*)|"
    r"chers?|chères?|mesdames|messieurs|madame|monsieur",
    choose=r"choisi\w*|préfér\w*|vot\w+\s+pour|sélectionn\w*|reten(?:ez|ir)|désign\w*|opt\w+\s+pour|"
    r"(?:votre|la)\s+(?:voix|préférence)\s+à",
    wins=r"gagn\w+|l'emport\w+|remport\w+",
    be=r"est|soit|sera|serait|sont|était|a\s+été",
    chosen=r"meilleure?s?|choisie?s?|préférée?s?|jugée?s?|comparée?s?|retenue?s?|récompensée?s?",
    depends=r"dépend\w*",
    other=r"(?:meilleure?|supérieure?|mieux)\s+(?:que|à)\s+l'autre",
    ignore=r"ignor\w+|oubli\w+",
    instructions=r"instructions?|consignes?|l'autre\s+texte",
)
SPANISH = Tongue(
    "Spanish",
    itself=r"(?:est[ea]|mi|(?:el|la)\s+presente)\s+(?:texto|ensayo|traducción|resumen|redacción|"
    r"respuesta|versión|informe|escrito|trabajo)",
    judge=r"juez\w*|jueces|jurados?|evaluador\w*|calificador\w*|árbitros?|examinador\w*|tribunal",
    to=r"al|a\s+l[oa]s?|para\s+\w+",
    note=r"(?:nota|mensaje|aviso|recado|petición|llamamiento)\s+(?:a|al|a\s+la|para)|estimad\w+|"
    r"querid\w+|distinguid\w+|respetad\w+|señor\w*",
    choose=r"elij\w+|elegi\w*|elige\w*|escoj\w+|escoge\w*|prefier\w+|vot\w+\s+por|seleccion\w+|"
    r"opt\w+\s+por",
    wins=r"gan[ae]n?|ganar\w*|venz\w+|vence\w*",
    be=r"es|sea|ser|será|sería|son|fue|resulta|resulte",
    chosen=r"mejor|elegid\w+|escogid\w+|preferid\w+|juzgad\w+|comparad\w+|premiad\w+",
    depends=r"depend\w+",
    other=r"(?:mejor|superior)\s+(?:que\s+(?:el|la)|al?|a\s+la)\s+otr[oa]",
    ignore=r"ignor\w+|olvid\w+|haz\s+caso\s+omiso",
    instructions=r"instrucci\w+|indicaci\w+|el\s+otro\s+texto",
)
ITALIAN = Tongue(
    "Italian",
    itself=r"(?:quest[oa]|(?:il\s+)?mio|(?:la\s+)?mia|(?:il|la)\s+presente)\s+(?:testo|saggio|"
    r"traduzione|riassunto|tema|risposta|versione|scritto|relazione|elaborato|lavoro)",
    judge=r"giudic[ei]|giuria|giurat\w+|valutator\w+|esaminator\w+|arbitr[oi]",
    to=r"a[il]|alla|agli|per\s+\w+",
    note=r"(?:nota|messaggio|avviso|appello)\s+(?:a|ai|al|alla|agli|alle|per)|car[oaie]|"
    r"gentil[ei]\w*|egregi\w*|stimat\w+",
    choose=r"scegli\w*|scelg\w+|preferi\w+|vot\w+\s+per|votate|selezion\w+|opt\w+\s+per",
    wins=r"vinc\w+|prevale\w*",
    be=r"è|e|sia|sarà|sarebbe|sono|viene|venga|verrà|fosse",
    chosen=r"migliore|scelt[oa]|preferit[oa]|giudicat[oa]|confrontat[oa]|premiat[oa]",
    depends=r"dipend\w+",
    other=r"(?:migliore|superiore|meglio)\s+(?:del|della|di|al|alla|dell'|all')\s*(?:testo\s+)?altr\w+",
    ignore=r"ignor\w+|dimentic\w+",
    instructions=r"istruzion\w+|indicazion\w+|l'altro\s+testo",
)
PORTUGUESE = Tongue(
    "Portuguese",
    itself=r"(?:[nd]?est[ea]|meu|minha|[oa]\s+presente)\s+(?:texto|ensaio|tradução|resumo|redação|"
    r"resposta|versão|relatório|trabalho)",
    judge=r"juiz\w*|juíz\w*|jurad[oa]s?|júri|avaliador\w*|examinador\w*|árbitros?|corretor\w*",
    to=r"aos?|às?|para\s+\w+",
    note=r"(?:nota|mensagem|aviso|recado|apelo)\s+(?:a|ao|aos|à|às|para)|car[oa]s?|prezad\w+|"
    r"estimad\w+|senhor\w*",
    choose=r"escolh[ae]\w*|prefir\w+|preferi\w*|vot[ea]\w*(?:\s+(?:por|em))?|selecion\w+|opt\w+\s+por",
    wins=r"ganh[ae]\w*|venc[ea]\w*|vencer\w*",
    be=r"é|seja|ser|será|seria|for|foi|são",
    chosen=r"melhor|escolhid[oa]|preferid[oa]|julgad[oa]|comparad[oa]|premiad[oa]",
    depends=r"depend\w+",
    other=r"(?:melhor|superior)\s+(?:do\s+)?(?:que\s+[oa]|ao?|à)\s+outr[oa]",
    ignore=r"ignor\w+|esqueç\w+",
    instructions=r"instruç\w+|indicaç\w+|o\s+outro\s+texto",
)
DUTCH = Tongue(
    "Dutch",
    itself=r"(?:deze|dit|mijn)\s+(?:tekst|essay|opstel|vertaling|samenvatting|versie|antwoord|"
    r"verslag|stuk)",
    judge=r"jury\w*|beoordelaars?|rechters?|keurmeesters?",
    to=r"aan\s+(?:de|het|alle)",
    note=r"(?:opmerking|bericht|boodschap|noot|oproep)\s+(?:aan|voor)|beste|geachte",
    choose=r"kies\w*|kiez\w+|stem\w*\s+(?:op|voor)|verkies\w*|selecteer\w*|voorkeur\s+aan",
    wins=r"wint|winnen|win",
    be=r"is|wordt|worden|werd|zou|zal",
    chosen=r"beter|beste|gekozen|verkozen|beoordeeld|vergeleken|beloond",
    depends=r"hangt|hangen|afhang\w*",
    other=r"beter\s+dan\s+(?:de|het)\s+ander\w+",
    ignore=r"negeer\w*|vergeet",
    instructions=r"instructies?|aanwijzing\w*|de\s+andere\s+tekst",
)
RUSSIAN = Tongue(
    "Russian",
    itself=r"(?:эт(?:от|у|о|ого|ому|им|ой|а|их)|мо(?:й|я|ю|ё|его|ему|ей)|данн\w+)\s+(?:текст\w*|эссе|"
    r"перевод\w*|сочинени\w*|ответ\w*|вариант\w*|работ\w*|аннотаци\w*|реферат\w*)",
    judge=r"суд(?:ь\w+|ей)|жюри|экзаменатор\w*|эксперт\w*|оценщик\w*|рецензент\w*",
    to=r"для|к",
    note=r"примечание\s+для|записка|послание|сообщение|обращение(?:\s+к)?|уважаем\w+|дорог(?:ой|ие)",
    choose=r"выбер\w+|выбрать|выбирай\w*|голосуй\w*\s+за|предпочт\w+|отдай\w*\s+голос\s+за",
    wins=r"победит|победил\w*|побеждает|выиграет|выигрывает",
    be=r"будет|был\w*|является|считается|окажется|признан\w*",
    chosen=r"лучш\w+|выбран\w*|победител\w+|признан\w*",
    depends=r"завис\w+",
    other=r"лучше\s*,?\s+(?:чем\s+)?друго\w+",
    ignore=r"игнорируй\w*|забудь\w*|не\s+обращай\w*\s+внимания",
    instructions=r"инструкци\w+|указани\w+|друго\w+\s+текст\w*",
)
TONGUES = (GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, RUSSIAN)

_ZH_ITSELF = (
    r"(?:这|這|本|此|我的)(?:一)?(?:篇|段|份|个|個)?"
    r"(?:文章|文本|译文|譯文|作文|翻译|翻譯|摘要|答案|短文|稿件)"
)
_ZH_JUDGE = r"(?:评委|評委|评审|評審|裁判|评判者|評判者|评分者|評分者|评估者|評估者|审阅者|审查员)"
_JA_ITSELF = r"(?:この|本|私の|当)(?:文章|訳文|翻訳|エッセイ|作文|テキスト|要旨|論文|原稿|回答)"
_JA_JUDGE = r"(?:審査員|評価者|審判|判定者|採点者|審査委員|ジャッジ|評価員)"
_KO_ITSELF = r"(?:이|본|저의|제|나의|내)\s*(?:글|에세이|번역문?|텍스트|초록|답변|작문|문서)"
_KO_JUDGE = r"(?:심사위원|심사원|심판|평가자|채점자|판정자)"
UNPARTED = (
    rf"(?:致|给|給|请|請|尊敬的|亲爱的|親愛的|各位|告诉|告訴|提醒|敬请)(?:各位|诸位|所有)?{_ZH_JUDGE}",
    rf"(?:选|選|投|支持|青睐|判定|评为).{{0,8}}{_ZH_ITSELF}",
    rf"{_ZH_ITSELF}.{{0,10}}(?:获胜|獲勝|胜出|勝出|赢得?|贏得?|被选|被選|当选|更好的|更优|最好的|被评为|被判)",
    rf"(?:取决于|取決於|决定于|决定於).{{0,6}}{_ZH_ITSELF}|{_ZH_ITSELF}.{{0,10}}(?:决定|決定)(?:了|着|著)",
    r"(?:比|优于|優於|胜过|勝過)(?:另|其他|别的).{0,3}(?:篇|个|個|份|文章|译文|版本).{0,4}(?:更?好|更?优|强|強)?",
    r"(?:忽略|忽视|忽視|无视|無視|不要理会).{0,8}(?:指示|指令|说明|說明|另一篇|其他文)",
    rf"{_JA_JUDGE}(?:へ|の皆|の方|さん|様|殿|各位|に(?:お願い|告|一言))",
    rf"{_JA_ITSELF}(?:を|に).{{0,6}}(?:選ん|選び|お選び|選択|投票|一票|支持)",
    rf"{_JA_ITSELF}(?:が|は).{{0,12}}(?:優れて|勝(?:て|つ|ち|利)|より良い|よりよい|選ばれ|評価され|比較され)",
    rf"{_JA_ITSELF}(?:に|の出来に).{{0,6}}(?:かかって|左右|よって決ま)|{_JA_ITSELF}次第",
    r"(?:他|もう一方|別)の(?:文章|訳文|翻訳|エッセイ|テキスト).{0,4}より.{0,4}(?:良|よ|優)",
    r"(?:指示|命令|他の文章|もう一方の文章)を?(?:無視|忘れ)",
    rf"{_KO_JUDGE}\s*(?:님|께|에게|여러분|분들)",
    rf"{_KO_ITSELF}(?:을|를|에)\s*(?:\w+\s*)?(?:선택|뽑아|골라|투표|지지)",
    rf"{_KO_ITSELF}(?:이|가|은|는)\s*(?:\w+\s*){{0,2}}?(?:이기|이긴|이깁|승리|더\s*낫|더\s*나은|더\s*좋|선정|뽑히)",
    rf"{_KO_ITSELF}에\s*(?:\w+\s*){{0,2}}?(?:달려|좌우)",
    r"(?:지시|명령|다른\s*글)(?:를|을)?\s*(?:무시|잊)",
)
"""The same where words are not parted by blanks, or end in particles: Chinese, Japanese, Korean."""
FURTHER = (
    r"\b(?:wybierz\w*|głosuj\w*\s+na)\W+(?:ten|to|mój|moj\w*)\s+(?:tekst|esej|tłumaczenie|pracę)",
    r"\bbu\s+(?:metni|yazıyı|çeviriyi|denemeyi)\s+(?:\w+\s+)?(?:seç|tercih)",
    r"(?:اختر|اختاروا|صوت).{0,12}هذ[اه]\s+(?:النص|المقال|الترجمة)",
    r"इस\s+(?:पाठ|निबंध|अनुवाद|लेख).{0,8}(?:चुन|वोट)",
)
"""To choose this text: in Polish, Turkish, Arabic, Hindi."""


def compiled() -> tuple[re.Pattern[str], ...]:
    """All patterns, for folded texts: they are folded as texts are, which leaves their signs."""
    sources = [one for tongue in TONGUES for one in tongue.patterns()]
    whole = (*sources, *UNPARTED, *FURTHER)
    return tuple(re.compile(_as_folded(one), re.MULTILINE) for one in whole)


def _as_folded(pattern: str) -> str:
    """Letters of a pattern without accents; its escapes as they are."""
    parts = re.split(r"(\\.)", pattern)
    return "".join(part if part.startswith("\\") else folded(part) for part in parts)
