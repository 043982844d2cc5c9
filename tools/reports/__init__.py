"""Turn plain page data into one self-contained HTML report.

    page      what a report says: frozen dataclasses of words and numbers, nothing else
    meanings  the verdicts and what each means in plain language
    numbers   numbers in words: never a rate without its n and its interval
    cleaning  characters that could hide or reorder text
    drawing   the marks of a plot; the only module that knows matplotlib
    charts    the layout and the words of a plot; gives an SVG
    html      the page; `page.html` and `style.css` are its looks

`html.render` is a pure function: the same page gives the same bytes. There is no clock, no file but
the two shipped with the package, no script and no external reference in the result, so that it can
be mailed, printed and archived. Texts are those of models and of whoever wrote an option:
everything is escaped and cleaned, and untrusted words never pass through the plotting library.

It knows nothing of studies, of the store or of statistics: who makes a page out of findings lives
beside the findings. What is not data is said as such ("no data"), never drawn as zero.
"""
