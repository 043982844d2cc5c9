"""Turn plain page data into one self-contained HTML report.

    page      what a report says: frozen dataclasses of words and numbers, nothing else
    meanings  the verdicts and what each means in plain language
    numbers   numbers in words: never a rate without its n and its interval
    cleaning  characters that could hide or reorder text
    quoting   prompts and replies, exact, as far as a page has room
    scale     the axis of a chart: its ends, and round numbers along it
    plots     the small plots in the rows of a page
    html      the page; `page.html`, `parts.html` and `style.css` are its looks; the view for hosts
    charts    a chart laid out as a picture that stands alone
    drawing   that picture as shapes and words, and as SVG
    pixels    the same shapes and words as PNG; the only module that knows Pillow
    figures   the charts of a page as files: both pictures, and the numbers as CSV

`html.render` is a pure function: the same page gives the same bytes. There is no clock, no file but
those shipped with the package, no script and no external reference in the result, so that it can
be mailed, printed and archived. Texts are those of models and of whoever wrote an option:
everything is escaped and cleaned, and none is read as a formula. The fonts of a PNG are those in
`fonts`, DejaVu Sans as its makers ship it, with its licence.

It knows nothing of studies, of the store or of statistics: who makes a page out of findings lives
beside the findings. What is not data is said as such ("no data"), never drawn as zero.
"""
