"""axe-core on a page as it stands, in three themes, on a desk and on a phone.

Every rule is asked at each size in the light theme. Another theme changes nothing but colours, so there only the
rules about colour are asked, and only of what they have not judged yet: what they find is decided by the text's
colour, size and weight and by the backgrounds under it, and one such set of values is judged once in each theme,
on whichever page and at whichever size it comes first. What lies over what is layout, which the light theme shows.

Where a modal dialog stands open, the page behind it takes no part: it is judged at its own address, and here the
dialog is.
"""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

STANDARD = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Reads the style sheets themselves, which it has to fetch: asked once of each set of sheets that a page has.
OF_SHEETS = {"type": "rule", "values": ["css-orientation-lock"]}
OTHER_THEMES = ("dark", "dim")
SIZES: tuple[ViewportSize, ...] = ({"width": 1280, "height": 800}, {"width": 360, "height": 740})
# Between the two nothing but the width is asked.
TABLET: ViewportSize = {"width": 1024, "height": 768}
# Luminance of the darkest room's page, 0 black to 1 white: no page may light up a face (screens.md 2, dim theme).
DIM_AT_MOST = 0.03
DRESS = """theme => {
    document.documentElement.dataset.theme = theme;
    for (const change of document.getAnimations()) change.finish();
}"""
# All of a page by these rules; the style sheets are fetched only where a rule reads them. Nobody reads the selectors
# that lead to what was looked at, which cost a sixth of the time to find.
ASK = """async ([rules, fetches]) => {
    const found = await axe.run(document.querySelector('dialog:modal') ?? document, { runOnly: rules, resultTypes: ['violations'], preload: fetches, selectors: false });
    return found.violations.flatMap(rule => rule.nodes.map(
        node => `${rule.id}: ${node.html.slice(0, 160)} | ${node.failureSummary}`));
}"""
# Of a page by the rules of colour, what they have not judged yet. A look is everything that they decide by, as a
# number. Text that they pass over, such as a disabled button's, is known by its look, class and words together.
ASK_OF_COLOURS = """async ([rules, known]) => {
    const number = text => { let [a, b] = [0xdeadbeef, 0x41c6ce57]; for (let at = 0; at < text.length; at += 1) {
        a = Math.imul(a ^ text.charCodeAt(at), 2654435761); b = Math.imul(b ^ text.charCodeAt(at), 1597334677); }
        return 4294967296 * (2097151 & (b ^ b >>> 15)) + ((a ^ a >>> 13) >>> 0); };
    const behind = new Map([[null, '']]);
    const under = element => {
        if (!behind.has(element)) {
            const look = getComputedStyle(element);
            const layer = [look.backgroundColor, look.backgroundImage, look.opacity, look.filter, look.mixBlendMode].join();
            const clear = layer === 'rgba(0, 0, 0, 0),none,1,none,normal';
            behind.set(element, (clear ? '' : layer + '|') + under(element.parentElement));
        }
        return behind.get(element);
    };
    const says = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const lookOf = element => {
        const look = getComputedStyle(element), around = element.closest('a')?.parentElement;
        const link = around && [look.textDecorationLine, look.borderBottom, getComputedStyle(around).color, says(around)];
        return [look.color, look.fontSize, look.fontWeight, look.textShadow, link, under(element)].join(';');
    };
    const judged = new Set(known), fresh = new Map();
    for (const element of document.body.querySelectorAll('*')) {
        if (!element.checkVisibility() || !(says(element) || element.matches('input, textarea, select'))) continue;
        const look = lookOf(element), passedOver = number(`${look} ${element.className} ${element.textContent}`);
        if (!judged.has(number(look)) && !judged.has(passedOver)) fresh.set(element, [number(look), passedOver]);
    }
    if (!fresh.size) return [[], []];
    const found = await axe.run({ include: [...fresh.keys()] }, {
        runOnly: rules, resultTypes: ['violations', 'passes'], preload: false, elementRef: true, selectors: false });
    const decided = new Set([...found.passes, ...found.violations].flatMap(rule => rule.nodes.map(node => node.element)));
    return [
        [...new Set([...fresh].map(([element, [look, passedOver]]) => decided.has(element) ? look : passedOver))],
        found.violations.flatMap(rule => rule.nodes.map(
            node => `${rule.id}: ${node.html.slice(0, 160)} | ${node.failureSummary}`)),
    ];
}"""
SHEETS = "[...document.styleSheets].map(sheet => sheet.href ?? sheet.ownerNode.textContent).join(' ')"
LUMINANCE = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const of = element => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = getComputedStyle(element).backgroundColor;
        canvas.fillRect(0, 0, 1, 1); const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return a ? 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) : 0; };
    return Math.max(...[document.documentElement, document.body, document.querySelector('main')].filter(Boolean).map(of));
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_sheets_seen: set[str] = set()
_judged: dict[str, set[int]] = {theme: set() for theme in OTHER_THEMES}


def in_every_light(page: Page, where: str) -> list[str]:
    """What axe says in each theme at each size, each complaint once with where it was found."""
    found: dict[str, list[str]] = {}

    def complain(complaints: list[str], light: str) -> None:
        for one in complaints:
            found.setdefault(one, []).append(light)

    for size in SIZES:
        page.set_viewport_size(size)
        page.evaluate(DRESS, "light")
        complain(page.evaluate(ASK, [STANDARD, False]), f"light {size['width']}")
        for theme in OTHER_THEMES:
            page.evaluate(DRESS, theme)
            looks, complaints = page.evaluate(ASK_OF_COLOURS, [COLOURS, list(_judged[theme])])
            _judged[theme].update(looks)
            complain(complaints, f"{theme} {size['width']}")
        brightness, wider = page.evaluate(LUMINANCE), page.evaluate(WIDER)  # in the dim theme, the last
        if brightness > DIM_AT_MOST:
            complain([f"too bright for a dim room: {brightness:.3f}"], str(size["width"]))
        if wider > 0:
            complain([f"the page scrolls sideways by {wider} px"], str(size["width"]))
    page.set_viewport_size(TABLET)
    if (wider := page.evaluate(WIDER)) > 0:
        complain([f"the page scrolls sideways by {wider} px"], str(TABLET["width"]))
    sheets = page.evaluate(SHEETS)
    if sheets not in _sheets_seen:
        complain(page.evaluate(ASK, [OF_SHEETS, True]), "its style sheets")
        _sheets_seen.add(sheets)
    return [f"{where} [{', '.join(lights)}] {one}" for one, lights in found.items()]
